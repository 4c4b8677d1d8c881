/* modules.datetime and modules.pytz: what Python 3.11 and pytz answer to
 * the same templates. */
#include <unistd.h>

#include "tests/unit/modules_check.h"

static const render_row answers[] = {
    {"{{ modules.datetime.datetime(2024, 1, 2, 3, 4, 5) }}", "2024-01-02 03:04:05"},
    {"{{ modules.datetime.datetime(2024, 1, 2, 3, 4, 5, 678) }}",
     "2024-01-02 03:04:05.000678"},
    {"{{ [modules.datetime.datetime(2024, 1, 2, 3, 4, 5, 678)] }}",
     "[datetime.datetime(2024, 1, 2, 3, 4, 5, 678)]"},
    {"{{ [modules.datetime.datetime(2024, 1, 2)] }}",
     "[datetime.datetime(2024, 1, 2, 0, 0)]"},
    {"{{ [modules.datetime.date(2024, 1, 2)] }} {{ modules.datetime.date(2024, 1, 2) }}",
     "[datetime.date(2024, 1, 2)] 2024-01-02"},
    {"{{ [modules.datetime.time(1, 2)] }} {{ modules.datetime.time(1, 2) }} {{ "
     "modules.datetime.time() }}",
     "[datetime.time(1, 2)] 01:02:00 00:00:00"},
    {"{{ [modules.datetime.timedelta(days=1, hours=2)] }} {{ "
     "modules.datetime.timedelta(days=1, hours=2) }}",
     "[datetime.timedelta(days=1, seconds=7200)] 1 day, 2:00:00"},
    {"{{ [modules.datetime.timedelta(-1)] }} {{ modules.datetime.timedelta(-1) }} {{ "
     "modules.datetime.timedelta(0) }} {{ [modules.datetime.timedelta(0)] }}",
     "[datetime.timedelta(days=-1)] -1 day, 0:00:00 0:00:00 [datetime.timedelta(0)]"},
    {"{{ modules.datetime.timedelta(seconds=-1) }} {{ modules.datetime.timedelta(2, 3, 4) }}",
     "-1 day, 23:59:59 2 days, 0:00:03.000004"},
    {"{{ modules.datetime.timedelta(hours=1.5) }} {{ "
     "modules.datetime.timedelta(days=0.5, weeks=1) }}",
     "1:30:00 7 days, 12:00:00"},
    {"{{ -modules.datetime.timedelta(hours=48) }} {{ "
     "+modules.datetime.timedelta(1) }} {{ modules.datetime.timedelta(-1)|abs }}",
     "-2 days, 0:00:00 1 day, 0:00:00 1 day, 0:00:00"},
    {"{{ modules.datetime.timedelta(hours=25) % modules.datetime.timedelta(1) }} {{ "
     "modules.datetime.timedelta(hours=-1) % modules.datetime.timedelta(1) }}",
     "1:00:00 23:00:00"},
    {"{{ modules.datetime.timedelta(days=400, seconds=86399, microseconds=999999) // 3 }}",
     "133 days, 15:59:59.999999"},
    {"{{ [modules.datetime.date(2024, 2, 29).isocalendar()] }} {{ "
     "modules.datetime.date(2024, 2, 29).isocalendar().week }}",
     "[datetime.IsoCalendarDate(year=2024, week=9, weekday=4)] 9"},
    {"{{ modules.datetime.date(2021, 3, 4).timetuple() }} {{ "
     "modules.datetime.date(2021, 3, 4).timetuple().tm_yday }}",
     "time.struct_time(tm_year=2021, tm_mon=3, tm_mday=4, tm_hour=0, tm_min=0, "
     "tm_sec=0, tm_wday=3, tm_yday=63, tm_isdst=-1) 63"},
    {"{{ modules.datetime.datetime(2024, 1, 1, 1, "
     "tzinfo=modules.pytz.FixedOffset(90)).utctimetuple()[:5] }}",
     "(2023, 12, 31, 23, 30)"},
    {"{{ modules.pytz.timezone('europe/london') }}", "Europe/London"},
    {"{{ modules.datetime.datetime(2024, 2, 29) + modules.datetime.timedelta(days=366) }}",
     "2025-03-01 00:00:00"},
    {"{{ modules.datetime.timedelta(days=1) + modules.datetime.datetime(2024, 2, 29) }}",
     "2024-03-01 00:00:00"},
    {"{{ modules.datetime.datetime(2024, 3, 1) - modules.datetime.datetime(2024, 2, 28, 12) }}",
     "1 day, 12:00:00"},
    {"{{ modules.datetime.date(2024, 3, 1) - modules.datetime.date(2023, 3, 1) }}",
     "366 days, 0:00:00"},
    {"{{ (modules.datetime.date(2024, 3, 1) - modules.datetime.date(2023, 3, 1)).days }}",
     "366"},
    {"{{ modules.datetime.date(2024, 3, 1) - modules.datetime.timedelta(1) }}",
     "2024-02-29"},
    {"{{ modules.datetime.date(2024, 3, 1) + modules.datetime.timedelta(hours=47) }}",
     "2024-03-02"},
    {"{{ modules.datetime.date(2024, 3, 1) < modules.datetime.date(2024, 3, 2) }}",
     "True"},
    {"{{ modules.datetime.date(2024, 3, 1) == modules.datetime.datetime(2024, 3, 1) }}",
     "False"},
    {"{{ modules.datetime.date(2024, 3, 1) < 5 }}",
     "!'<' not supported between instances of 'datetime.date' and 'int'"},
    {"{{ modules.datetime.date(2024, 3, 1) + 5 }}",
     "!unsupported operand type(s) for +: 'datetime.date' and 'int'"},
    {"{{ modules.datetime.datetime.strptime('2024-01-05', '%Y-%m-%d') }}",
     "2024-01-05 00:00:00"},
    {"{{ modules.datetime.datetime.strptime('2024-01-05 23:59:01.5', '%Y-%m-%d %H:%M:%S.%f') }}",
     "2024-01-05 23:59:01.500000"},
    {"{{ modules.datetime.datetime.strptime('05/Jan/24 11 pm', '%d/%b/%y %I %p') }}",
     "2024-01-05 23:00:00"},
    {"{{ modules.datetime.datetime.strptime('Friday January 5 2024', '%A %B %d %Y') }}",
     "2024-01-05 00:00:00"},
    {"{{ modules.datetime.datetime.strptime('2024-01-05T10:00:00+0530', "
     "'%Y-%m-%dT%H:%M:%S%z') }}",
     "2024-01-05 10:00:00+05:30"},
    {"{{ [modules.datetime.datetime.strptime('2024-01-05T10:00:00Z', "
     "'%Y-%m-%dT%H:%M:%S%z')] }}",
     "[datetime.datetime(2024, 1, 5, 10, 0, tzinfo=datetime.timezone.utc)]"},
    {"{{ [modules.datetime.datetime.strptime('2024-01-05T10:00:00-01:30', "
     "'%Y-%m-%dT%H:%M:%S%z')] }}",
     "[datetime.datetime(2024, 1, 5, 10, 0, "
     "tzinfo=datetime.timezone(datetime.timedelta(days=-1, seconds=81000)))]"},
    {"{{ modules.datetime.datetime.strptime('20240105', '%Y%m%d') }} {{ "
     "modules.datetime.datetime.strptime('2024111', '%Y%m%d') }}",
     "2024-01-05 00:00:00 2024-11-01 00:00:00"},
    {"{{ modules.datetime.datetime.strptime('2024 060', '%Y %j') }} {{ "
     "modules.datetime.datetime.strptime('2024 10 1', '%Y %W %w') }} {{ "
     "modules.datetime.datetime.strptime('2024 10 0', '%Y %U %w') }}",
     "2024-02-29 00:00:00 2024-03-04 00:00:00 2024-03-10 00:00:00"},
    {"{{ modules.datetime.datetime.strptime('2024 10 1', '%G %V %u') }}",
     "2024-03-04 00:00:00"},
    {"{{ modules.datetime.datetime.strptime('2024', '%Y-%m-%d') }}",
     "!time data '2024' does not match format '%Y-%m-%d'"},
    {"{{ modules.datetime.datetime.strptime('2024-01-05x', '%Y-%m-%d') }}",
     "!unconverted data remains: x"},
    {"{{ modules.datetime.datetime.strptime('2024', '%Q') }}",
     "!'Q' is a bad directive in format '%Q'"},
    {"{{ modules.datetime.datetime.strptime('2024', '%Y%') }}",
     "!stray % in format '%Y%'"},
    {"{{ modules.datetime.datetime.strptime('2024-02-30', '%Y-%m-%d') }}",
     "!day is out of range for month"},
    {"{{ modules.datetime.datetime.strptime(5, '%Y-%m-%d') }}",
     "!strptime() argument 1 must be str, not int"},
    {"{{ modules.datetime.datetime.strptime('Jan  5', '%b %d') }}",
     "1900-01-05 00:00:00"},
    {"{{ modules.datetime.datetime(2024, 1, 5, 14, 3, 9, 12).strftime('%Y-%m-%d "
     "%H:%M:%S.%f %a %A %b %B %j %U %W %w %y %I %p %% %c | %x | %X %G %V %u') }}",
     "2024-01-05 14:03:09.000012 Fri Friday Jan January 005 00 01 5 24 02 PM % Fri Jan "
     " 5 14:03:09 2024 | 01/05/24 | 14:03:09 2024 01 5"},
    {"{{ modules.datetime.datetime(2024, 1, 5, 14, 3, 9).strftime('%-d %-m %e [%z] "
     "[%Z] %s' | replace('%s', '')) }}",
     "5 1  5 [] [] "},
    {"{{ modules.datetime.date(2024, 1, 5).strftime('%Y%m%d %H %f') }} {{ "
     "modules.datetime.time(14, 3).strftime('%Y %H:%M') }}",
     "20240105 00 000000 1900 14:03"},
    {"{{ modules.datetime.datetime.strptime('+0530', '%z').strftime('%z %Z') }}",
     "+0530 UTC+05:30"},
    {"{{ modules.datetime.datetime(2024, 1, 5).isoformat() }} {{ "
     "modules.datetime.datetime(2024, 1, 5).isoformat(' ', 'minutes') }} {{ "
     "modules.datetime.datetime(2024, 1, 5).isoformat(timespec='milliseconds') }}",
     "2024-01-05T00:00:00 2024-01-05 00:00 2024-01-05T00:00:00.000"},
    {"{{ modules.datetime.date(2024, 1, 5).isoformat() }} {{ modules.datetime.time(1, "
     "2, 3).isoformat('hours') }}",
     "2024-01-05 01"},
    {"{{ modules.datetime.datetime(2024, 1, 5).replace(day=31, hour=4) }} {{ "
     "modules.datetime.date(2024, 1, 5).replace(month=2) }}",
     "2024-01-31 04:00:00 2024-02-05"},
    {"{{ modules.datetime.datetime(2024, 1, 31).replace(month=2) }}",
     "!day is out of range for month"},
    {"{{ modules.datetime.datetime(2024, 1, 5, 6).date() }} {{ "
     "modules.datetime.datetime(2024, 1, 5, 6, 7).time() }}",
     "2024-01-05 06:07:00"},
    {"{{ modules.datetime.datetime.combine(modules.datetime.date(2024, 1, 5), "
     "modules.datetime.time(3)) }}",
     "2024-01-05 03:00:00"},
    {"{{ modules.datetime.datetime(2024, 1, 5).weekday() }} {{ "
     "modules.datetime.datetime(2024, 1, 5).isoweekday() }} {{ "
     "modules.datetime.date(2024, 1, 5).toordinal() }} {{ modules.datetime.date(2021, "
     "1, 3).isocalendar() | list }}",
     "4 5 738890 [2020, 53, 7]"},
    {"{{ modules.datetime.datetime(2024, 13, 5) }}", "!month must be in 1..12"},
    {"{{ modules.datetime.datetime(2024, 2, 30) }}", "!day is out of range for month"},
    {"{{ modules.datetime.datetime(0, 2, 3) }}", "!year 0 is out of range"},
    {"{{ modules.datetime.datetime(2024, 2, 3, 24) }}", "!hour must be in 0..23"},
    {"{{ modules.datetime.datetime('2024', 1, 1) }}",
     "!'str' object cannot be interpreted as an integer"},
    {"{{ modules.datetime.datetime.fromisoformat('2024-01-05T10:11:12.5+02:00') }}",
     "2024-01-05 10:11:12.500000+02:00"},
    {"{{ modules.datetime.datetime.fromisoformat('20240105T101112Z') }} {{ "
     "modules.datetime.datetime.fromisoformat('2024-W02-3') }} {{ "
     "modules.datetime.datetime.fromisoformat('2024-01-05') }}",
     "2024-01-05 10:11:12+00:00 2024-01-10 00:00:00 2024-01-05 00:00:00"},
    {"{{ modules.datetime.datetime.fromisoformat('2024-1-05') }}",
     "!Invalid isoformat string: '2024-1-05'"},
    {"{{ modules.datetime.date.fromisoformat('2024-01-05') }} {{ "
     "modules.datetime.time.fromisoformat('04:05') }} {{ "
     "modules.datetime.date.fromordinal(738890) }}",
     "2024-01-05 04:05:00 2024-01-05"},
    {"{{ modules.datetime.datetime.fromtimestamp(1700000000.25) }} {{ "
     "modules.datetime.datetime.utcfromtimestamp(0) }} {{ "
     "modules.datetime.date.fromtimestamp(86400) }}",
     "2023-11-14 22:13:20.250000 1970-01-01 00:00:00 1970-01-02"},
    {"{{ modules.datetime.datetime(2024, 1, 5).timestamp() }} {{ "
     "modules.datetime.datetime(2024, 1, 5, 0, 0, 0, 5).timestamp() }}",
     "1704412800.0 1704412800.000005"},
    {"{{ modules.datetime.timedelta(days=2) * 3 }} {{ 3 * "
     "modules.datetime.timedelta(days=2) }} {{ modules.datetime.timedelta(days=2) / 3 "
     "}} {{ modules.datetime.timedelta(days=2) / modules.datetime.timedelta(hours=5) "
     "}} {{ modules.datetime.timedelta(days=2) // modules.datetime.timedelta(hours=5) "
     "}} {{ modules.datetime.timedelta(days=2) // 5 }}",
     "6 days, 0:00:00 6 days, 0:00:00 16:00:00 9.6 9 9:36:00"},
    {"{{ modules.datetime.timedelta(days=2).total_seconds() }} {{ "
     "modules.datetime.timedelta(microseconds=5).total_seconds() }}",
     "172800.0 5e-06"},
    {"{{ modules.datetime.timedelta(days=2) > modules.datetime.timedelta(days=1) }} "
     "{{ modules.datetime.timedelta(0) is true }} {{ 'y' if "
     "modules.datetime.timedelta(0) else 'n' }}",
     "True False n"},
    {"{{ modules.datetime.date }} {{ modules.datetime.datetime.min }} {{ "
     "modules.datetime.date.max }} {{ modules.datetime.timedelta.max }} {{ "
     "modules.datetime.datetime.resolution }}",
     "<class 'datetime.date'> 0001-01-01 00:00:00 9999-12-31 999999999 days, "
     "23:59:59.999999 0:00:00.000001"},
    {"{{ modules.datetime.datetime.max + modules.datetime.timedelta(1) }}",
     "!date value out of range"},
    {"{{ modules.datetime.datetime(2024, 1, 5).year }}{{ "
     "modules.datetime.datetime(2024, 1, 5).tzinfo }}{{ "
     "modules.datetime.datetime(2024, 1, 5).nope is defined }}",
     "2024NoneFalse"},
    {"{{ {modules.datetime.date(2024, 1, 5): 1}[modules.datetime.date(2024, 1, 5)] }}",
     "1"},
    {"{{ modules.datetime.datetime(2024, 1, 5).ctime() }}", "Fri Jan  5 00:00:00 2024"},
    {"{{ [modules.datetime.date(2024, 1, 5), modules.datetime.date(2023, 1, 5)] | sort }}",
     "[datetime.date(2023, 1, 5), datetime.date(2024, 1, 5)]"},
    {"{{ modules.datetime.datetime.strptime('2024-01-05T10:00:00+0530', "
     "'%Y-%m-%dT%H:%M:%S%z') - "
     "modules.datetime.datetime.strptime('2024-01-05T10:00:00Z', "
     "'%Y-%m-%dT%H:%M:%S%z') }}",
     "-1 day, 18:30:00"},
    {"{{ modules.datetime.datetime.strptime('2024-01-05T10:00:00+0530', "
     "'%Y-%m-%dT%H:%M:%S%z') - modules.datetime.datetime(2024, 1, 1) }}",
     "!can't subtract offset-naive and offset-aware datetimes"},
    {"{{ modules.datetime.datetime.strptime('2024-01-05T10:00:00+0530', "
     "'%Y-%m-%dT%H:%M:%S%z').astimezone() }} {{ "
     "modules.datetime.datetime.strptime('2024-01-05T10:00:00+0530', "
     "'%Y-%m-%dT%H:%M:%S%z').utcoffset() }}",
     "2024-01-05 04:30:00+00:00 5:30:00"},
    {"{{ modules.datetime.datetime.strptime('2024-01-05T10:00:00+0530', "
     "'%Y-%m-%dT%H:%M:%S%z').tzname() }}",
     "UTC+05:30"},
    {"{{ modules.datetime.date(2024, 1, 5) in [modules.datetime.date(2024, 1, 5)] }} "
     "{{ modules.datetime.date(2024, 1, 5) ~ '' }}",
     "True 2024-01-05"},
    {"{{ modules.datetime.datetime(2024, 1, 5) == modules.datetime.datetime(2024, 1, "
     "5) }} {{ modules.datetime.datetime(2024, 1, 5) != 5 }}",
     "True True"},
    {"{{ '{:%Y-%m}'.format(modules.datetime.datetime(2024, 1, 5)) }}", "2024-01"},
    {"{{ '%s' | format(modules.datetime.datetime(2024, 1, 5)) }}",
     "2024-01-05 00:00:00"},
};

static const render_row clock[] = {
    {"{{ modules.datetime.datetime.now() }} {{ modules.datetime.date.today() }} {{ "
     "modules.datetime.datetime.now(modules.pytz.utc) }}",
     "2023-11-14 22:13:20.123456 2023-11-14 2023-11-14 22:13:20.123456+00:00"},
};

static const render_row zones[] = {
    {"{{ modules.datetime.datetime.now(modules.pytz.timezone('America/New_York')) }} "
     "{{ [modules.datetime.datetime.now(modules.pytz.timezone('America/New_York'))] }}",
     "2023-11-14 17:13:20.123456-05:00 [datetime.datetime(2023, 11, 14, 17, 13, 20, "
     "123456, tzinfo=<DstTzInfo 'America/New_York' EST-1 day, 19:00:00 STD>)]"},
    {"{% set tz = modules.pytz.timezone('America/New_York') %}{{ tz }} {{ [tz] }} {{ "
     "tz.zone }} {{ tz.localize(modules.datetime.datetime(2024, 7, 1)) }} {{ "
     "tz.localize(modules.datetime.datetime(2024, 1, 1)) }}",
     "America/New_York [<DstTzInfo 'America/New_York' LMT-1 day, 19:04:00 STD>] "
     "America/New_York 2024-07-01 00:00:00-04:00 2024-01-01 00:00:00-05:00"},
    {"{% set tz = modules.pytz.timezone('America/New_York') %}{{ "
     "tz.localize(modules.datetime.datetime(2024, 11, 3, 1, 30)) }} {{ "
     "tz.localize(modules.datetime.datetime(2024, 11, 3, 1, 30), is_dst=true) }} {{ "
     "tz.localize(modules.datetime.datetime(2024, 3, 10, 2, 30)) }} {{ "
     "tz.localize(modules.datetime.datetime(2024, 3, 10, 2, 30), is_dst=true) }}",
     "2024-11-03 01:30:00-05:00 2024-11-03 01:30:00-04:00 2024-03-10 02:30:00-05:00 "
     "2024-03-10 02:30:00-04:00"},
    {"{{ modules.pytz.timezone('Nowhere/Else') }}", "!'Nowhere/Else'"},
    {"{{ modules.pytz.timezone('../etc/passwd') }}", "!'../etc/passwd'"},
    {"{{ modules.pytz.timezone('utc') }} {{ [modules.pytz.timezone('Etc/UTC')] }} {{ "
     "[modules.pytz.utc] }} {{ [modules.pytz.FixedOffset(90)] }} {{ "
     "modules.datetime.datetime(2024,1,1,tzinfo=modules.pytz.FixedOffset(-90)) }}",
     "UTC [<StaticTzInfo 'Etc/UTC'>] [<UTC>] [pytz.FixedOffset(90)] 2024-01-01 00:00:00-01:30"},
    {"{{ modules.pytz.utc.localize(modules.datetime.datetime(2024, 1, 1)) }} {{ "
     "modules.pytz.utc.localize(modules.datetime.datetime(2024, 1, "
     "1)).astimezone(modules.pytz.timezone('Asia/Kolkata')) }}",
     "2024-01-01 00:00:00+00:00 2024-01-01 05:30:00+05:30"},
    {"{% set tz = modules.pytz.timezone('Europe/Berlin') %}{% set d = "
     "tz.localize(modules.datetime.datetime(2024, 3, 31, 1, 30)) %}{{ d + "
     "modules.datetime.timedelta(hours=1) }} {{ tz.normalize(d + "
     "modules.datetime.timedelta(hours=1)) }} {{ d.strftime('%Z %z') }} {{ "
     "tz.utcoffset(modules.datetime.datetime(2024, 7, 1)) }} {{ "
     "tz.dst(modules.datetime.datetime(2024, 7, 1)) }}",
     "2024-03-31 02:30:00+01:00 2024-03-31 03:30:00+02:00 CET +0100 2:00:00 1:00:00"},
    {"{{ modules.datetime.datetime(2024, 1, 1, "
     "tzinfo=modules.pytz.timezone('America/New_York')) }}",
     "2024-01-01 00:00:00-04:56"},
};

static void answers_are_pythons(void **state) {
    (void)state;
    modules_check(answers, sizeof answers / sizeof *answers);
}

static void now_is_the_clock_of_the_run(void **state) {
    (void)state;
    modules_check(clock, sizeof clock / sizeof *clock);
}

static void zones_change_as_in_pytz(void **state) {
    (void)state;
    if (access("/usr/share/zoneinfo/America/New_York", R_OK) != 0) {
        skip();
    }
    modules_check(zones, sizeof zones / sizeof *zones);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_are_pythons),
        cmocka_unit_test(now_is_the_clock_of_the_run),
        cmocka_unit_test(zones_change_as_in_pytz),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* YAML's dates as Python's date and datetime objects. */
#include <stdio.h>

#include "macros/modules/modules.h"
#include "project/yaml/yaml.h"
#include "support/date.h"

/* Digits behind the seconds' point, as microseconds. */
static int64_t fraction_us(const char *z) {
    int64_t us = 0;
    int64_t unit = 100000;
    for (; *z >= '0' && *z <= '9'; z++) {
        us += (*z - '0') * unit;
        unit /= 10;
    }
    return us;
}

pl_value pl_yaml_date_object(pl_arena *a, pl_yaml_kind kind, pl_str iso) {
    int y, mo, d, h, mi, s, used = 0;
    const char *z = pl_str_z(a, iso);
    if (kind == PL_YAML_DATE && sscanf(z, "%d-%d-%d", &y, &mo, &d) == 3) {
        return pl_date_value(a, y, mo, d);
    }
    if (sscanf(z, "%d-%d-%dT%d:%d:%d%n", &y, &mo, &d, &h, &mi, &s, &used) != 6) {
        return pl_string(iso);
    }
    int64_t us = z[used] == '.' ? fraction_us(z + used + 1) : 0;
    const char *zone = z + used + strspn(z + used, ".0123456789");
    if (*zone) {
        /* A zone other than none: its text is what templates print of it. */
        char *text = pl_str_z(a, iso);
        text[10] = ' ';
        return pl_string((pl_str){text, iso.len});
    }
    int64_t seconds = pl_days_of(y, mo, d) * 86400 + h * 3600 + mi * 60 + s;
    return pl_datetime_naive(a, seconds * 1000000 + us);
}

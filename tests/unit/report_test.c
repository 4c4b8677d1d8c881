/* Every form of a report, over findings that hold what could break it: quotes, markup,
 * control characters, invalid UTF-8, credentials, paths from elsewhere.
 *
 * report_test DIR writes each form of that report to DIR/<form>, for tests that read it
 * with other programs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "report/report.h"
#include "support/utf8.h"

#define SECRET "hunter2-correct-horse"
static const char nasty[] =
    "a \"b\" <c> & d|e `f` * _g_ @ann #12 % : , ::error::x "
    "]]> --> \x1b[31mred\x07 \x01 \xff\xfe \xc2\x9b \xe2\x80\xae "
    "tab\tend\r\nsecond line " SECRET;

static const pl_finding_kind schema_name = {
    "schema-name",
    "names",
    "a schema does not match its pattern",
    "Set `pattern`.\n\n- why: people rely on it\n- how: rename it",
    PL_ERROR,
    "https://plumb.example/docs/RULES.md#schema-name"};
static const pl_finding_kind string_truth = {
    "string-truth", "variables", "a text is used as a condition <always true>", "",
    PL_WARNING,     NULL};
static const pl_finding_kind literal_secret = {
    "literal-secret", "credentials", "a credential is written out",
    "Read it.",       PL_NOTE,       NULL};
static const pl_finding_kind *const kinds[] = {&schema_name, &string_truth,
                                               &literal_secret};

typedef struct sample {
    pl_arena arena;
    pl_diag_sink faults;
    pl_finding at[64];
    pl_report report;
} sample;

static pl_str mask_secret(void *data, pl_arena *a, pl_str text) {
    (void)data;
    uint32_t at = pl_str_find(text, PL_S(SECRET), 0);
    if (at == UINT32_MAX) {
        return text;
    }
    pl_str rest = pl_str_sub(text, at + (uint32_t)sizeof SECRET - 1, text.len);
    return pl_str_cat3(a, pl_str_sub(text, 0, at), PL_S("*****"),
                       mask_secret(data, a, rest));
}

static pl_finding *add(sample *s, const pl_finding_kind *kind, pl_source *src,
                       const char *part, pl_str message) {
    pl_finding *f = &s->at[s->report.len++];
    *f = (pl_finding){.kind = kind, .severity = kind->severity, .message = message};
    if (src) {
        uint32_t lo = pl_str_find(src->text, pl_str_of(part), 0);
        f->span = (pl_span){src, lo, lo + (uint32_t)strlen(part)};
        f->path = src->path;
    }
    return f;
}

static void add_findings(sample *s) {
    static const pl_str dev[] = {{"dev", 3}};
    static const pl_str both[] = {{"dev", 3}, {"prod|<x>", 8}};
    pl_source *model = pl_source_new(
        &s->arena, PL_S("models/a dir/or|ders #1%.sql"),
        PL_S("select 1\n  {{ config(schema='x\x1b[0m', key='" SECRET "') }} end\n"
             "from b where \xe2\x82\xac = ref\nfrom b where x = ref\n"));
    pl_source *profiles = pl_source_new(&s->arena, PL_S("/home/ann/.dbt/profiles.yml"),
                                        PL_S("password: " SECRET "-plain\n"));
    profiles->secret = true;
    pl_finding *f = add(s, &schema_name, model, "schema='x\x1b[0m', key='" SECRET "'",
                        (pl_str){nasty, sizeof nasty - 1});
    f->node = PL_S("model.shop.or|ders");
    f->environments = dev;
    f->environment_len = 1;
    f->help = PL_S("first line\nsecond `line` <b>");
    f->fix = PL_S("schema='y' | `z`");
    pl_place_note *note = PL_NEW(&s->arena, pl_place_note);
    *note = (pl_place_note){f->span, PL_S("set \"here\"")};
    f->related = note;
    f->related_len = 1;
    f = add(s, &string_truth, model, "ref", PL_S("a text is always true"));
    f->environments = both;
    f->environment_len = 2;
    f->everywhere = true;
    add(s, &literal_secret, profiles, "password", PL_S("`password` is written out"));
    f = add(s, &schema_name, NULL, NULL, PL_S("of the project as a whole"));
    f->suppressed = PL_S("baseline");
    f = add(s, &schema_name, model, "from", PL_S("old"));
    f->suppressed = PL_S("in source");
    s->report.environments = both;
    s->report.environment_len = 2;
}

static void add_faults(sample *s) {
    pl_source *src =
        pl_source_new(&s->arena, PL_S("models/broken.sql"), PL_S("{{ x(\n"));
    s->faults.arena = &s->arena;
    pl_diag *d = pl_diag_add(&s->faults, PL_E0501, (pl_span){src, 3, 5},
                             (pl_str){nasty, sizeof nasty - 1});
    d->node = PL_S("model.shop.broken");
    d->help = PL_S("close it");
    pl_diag_add(&s->faults, PL_E0501, (pl_span){0}, PL_S("nowhere"));
    pl_diag_add(&s->faults, PL_E0501, (pl_span){0}, PL_S("nowhere"));
}

static void set_up(sample *s) {
    memset(s, 0, sizeof *s);
    s->report = (pl_report){
        .command = "check",
        .at = s->at,
        .kinds = kinds,
        .kind_len = 3,
        .faults = &s->faults,
        .nodes = 12,
        .prefix = PL_S("dbt/"),
        .fail_on = PL_ERROR,
        .arena = &s->arena,
        .mask = mask_secret,
    };
    add_findings(s);
    add_faults(s);
    pl_findings_settle(s->at, s->report.len, &s->arena);
}

static pl_str print(sample *s, pl_report_form form) {
    pl_buf to = {0};
    pl_report_print(&s->report, form, &to);
    pl_str text = pl_buf_take(&to, &s->arena);
    pl_buf_free(&to);
    return text;
}

static uint32_t count_of(pl_str text, const char *part) {
    uint32_t n = 0, at = 0;
    while ((at = pl_str_find(text, pl_str_of(part), at)) != UINT32_MAX) {
        n++;
        at++;
    }
    return n;
}

static bool holds(pl_str text, const char *part) {
    return count_of(text, part) > 0;
}

/* ---- tests */

static void forms_are_known_by_name(void **state) {
    (void)state;
    pl_report_form form;
    for (int i = 0; i < PL_FORM_COUNT; i++) {
        assert_true(pl_report_form_parse(
            pl_str_of(pl_report_form_name((pl_report_form)i)), &form));
        assert_int_equal(form, i);
    }
    assert_false(pl_report_form_parse(PL_S("yaml"), &form));
    assert_false(pl_report_form_parse(PL_S(""), &form));
}

static const char *in_actions(const char *name) {
    return strcmp(name, "GITHUB_ACTIONS") ? NULL : "true";
}

static const char *nowhere(const char *name) {
    (void)name;
    return NULL;
}

static void actions_get_annotations(void **state) {
    (void)state;
    assert_int_equal(pl_report_form_default(in_actions), PL_FORM_GITHUB);
    assert_int_equal(pl_report_form_default(nowhere), PL_FORM_TEXT);
}

static void nothing_breaks_any_form(void **state) {
    (void)state;
    sample s;
    set_up(&s);
    for (int i = 0; i < PL_FORM_COUNT; i++) {
        pl_str text = print(&s, (pl_report_form)i);
        assert_int_equal(pl_utf8_invalid(text), UINT32_MAX);
        assert_false(holds(text, SECRET));
        assert_false(holds(text, "\x1b"));
        assert_false(holds(text, "\x01"));
    }
    pl_arena_free(&s.arena);
}

static void colors_are_the_only_escapes(void **state) {
    (void)state;
    sample s;
    set_up(&s);
    s.report.color = true;
    pl_str text = print(&s, PL_FORM_TEXT);
    assert_int_equal(count_of(text, "\x1b"), 2 * pl_report_count(&s.report, PL_NOTE));
    pl_arena_free(&s.arena);
}

static void suppressed_findings_do_not_count(void **state) {
    (void)state;
    sample s;
    set_up(&s);
    assert_int_equal(pl_report_count(&s.report, PL_ERROR), 1);
    assert_int_equal(pl_report_count(&s.report, PL_WARNING), 2);
    assert_int_equal(pl_report_count(&s.report, PL_NOTE), 3);
    assert_true(holds(print(&s, PL_FORM_TEXT), "2 suppressed"));
    pl_arena_free(&s.arena);
}

static pl_str fingerprint(pl_arena *a, const char *before, const char *line) {
    pl_str text = pl_str_cat(a, pl_str_of(before), pl_str_of(line));
    pl_source *src = pl_source_new(a, PL_S("models/a.sql"), text);
    uint32_t lo = (uint32_t)strlen(before);
    pl_finding f = {.kind = &schema_name,
                    .span = {src, lo, lo + 1},
                    .path = src->path,
                    .message = PL_S("wrong")};
    pl_findings_settle(&f, 1, a);
    return f.fingerprint;
}

static void fingerprints_follow_the_line(void **state) {
    (void)state;
    pl_arena a = {0};
    pl_str here = fingerprint(&a, "", "from b\n");
    assert_int_equal(here.len, 64);
    assert_true(pl_str_eq(here, fingerprint(&a, "select 1\n\n", "from b")));
    assert_true(pl_str_eq(here, fingerprint(&a, "select 1\n    ", "from b  \r\n")));
    assert_false(pl_str_eq(here, fingerprint(&a, "", "from c\n")));
    pl_arena_free(&a);
}

static void equal_findings_have_fingerprints_of_their_own(void **state) {
    (void)state;
    pl_arena a = {0};
    pl_source *src = pl_source_new(&a, PL_S("a.sql"), PL_S("x\nx\nx\n"));
    pl_finding at[3];
    for (uint32_t i = 0; i < 3; i++) {
        at[i] = (pl_finding){.kind = &schema_name,
                             .span = {src, 4 - 2 * i, 5 - 2 * i},
                             .path = src->path,
                             .message = PL_S("wrong")};
    }
    pl_findings_settle(at, 3, &a);
    assert_true(at[0].span.lo < at[1].span.lo && at[1].span.lo < at[2].span.lo);
    assert_false(pl_str_eq(at[0].fingerprint, at[1].fingerprint));
    assert_false(pl_str_eq(at[1].fingerprint, at[2].fingerprint));
    assert_false(pl_str_eq(at[0].fingerprint, at[2].fingerprint));
    pl_arena_free(&a);
}

static void annotations_are_ten_of_a_severity(void **state) {
    (void)state;
    sample s;
    set_up(&s);
    pl_source *src = pl_source_new(&s.arena, PL_S("models/many.sql"), PL_S("x\n"));
    for (int i = 0; i < 30; i++) {
        add(&s, i % 3 ? &schema_name : &string_truth, src, "x",
            pl_str_fmt(&s.arena, "number %d", i));
    }
    pl_findings_settle(s.at, s.report.len, &s.arena);
    pl_str text = print(&s, PL_FORM_GITHUB);
    assert_int_equal(count_of(text, "\n::error "), 9); /* the first starts the text */
    assert_int_equal(count_of(text, "\n::warning "), 10);
    assert_true(holds(text, "Not annotated: 14 errors, 1 warning;"));
    pl_arena_free(&s.arena);
}

static void commands_are_escaped(void **state) {
    (void)state;
    sample s;
    set_up(&s);
    pl_str text = print(&s, PL_FORM_GITHUB);
    assert_true(
        holds(text, "file=dbt/models/a dir/or|ders #1%25.sql,line=2,endLine=2,"));
    assert_true(holds(text, "end%0Asecond line *****"));
    assert_int_equal(count_of(text, "\n"), 3 + 3 + 1); /* faults, findings, sums */
    pl_arena_free(&s.arena);
}

static void markdown_keeps_its_limit(void **state) {
    (void)state;
    sample s;
    set_up(&s);
    pl_str whole = print(&s, PL_FORM_MARKDOWN);
    for (uint32_t limit = 600; limit < whole.len + 300; limit += 50) {
        s.report.limit = limit;
        pl_str text = print(&s, PL_FORM_MARKDOWN);
        assert_true(text.len <= limit);
        assert_true(holds(text, "Left out") || count_of(text, "\n| error |") == 1);
    }
    pl_arena_free(&s.arena);
}

/* Many findings in one long line cost no more than as many in short ones. */
static void long_lines_are_no_burden(void **state) {
    (void)state;
    enum { MANY = 8000, STEP = 40 };
    sample s;
    set_up(&s);
    char *text = pl_alloc(&s.arena, (size_t)MANY * STEP);
    memset(text, 'x', (size_t)MANY * STEP);
    pl_source *src =
        pl_source_new(&s.arena, PL_S("models/long.sql"), (pl_str){text, MANY * STEP});
    pl_finding *at = PL_NEW_ARRAY0(&s.arena, pl_finding, MANY);
    for (uint32_t i = 0; i < MANY; i++) {
        uint32_t lo = (MANY - 1 - i) * STEP;
        at[i] = (pl_finding){.kind = &schema_name,
                             .severity = PL_ERROR,
                             .span = {src, lo, lo + STEP / 2},
                             .path = src->path,
                             .message = PL_S("wrong")};
    }
    pl_findings_settle(at, MANY, &s.arena);
    s.report.at = at;
    s.report.len = MANY;
    assert_true(holds(print(&s, PL_FORM_JSON), "\"column\": 319961,"));
    assert_true(holds(print(&s, PL_FORM_TEXT), "long.sql:1:319961: error"));
    pl_arena_free(&s.arena);
}

/* ---- files for other programs */

static int write_forms(const char *dir) {
    sample s;
    int failed = 0;
    set_up(&s);
    for (int i = 0; i < PL_FORM_COUNT; i++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%s", dir,
                 pl_report_form_name((pl_report_form)i));
        pl_str text = print(&s, (pl_report_form)i);
        FILE *f = fopen(path, "wb");
        failed += !f || fwrite(text.at, 1, text.len, f) != text.len;
        failed += f && fclose(f);
    }
    pl_arena_free(&s.arena);
    return failed != 0;
}

/* SARIF's rules lead to their page, where it is known. */
static void rules_lead_to_their_page(void **state) {
    (void)state;
    sample s;
    set_up(&s);
    pl_str text = print(&s, PL_FORM_SARIF);
    assert_true(holds(text, "\"helpUri\": "
                            "\"https://plumb.example/docs/RULES.md#schema-name\""));
    assert_int_equal(count_of(text, "helpUri"), 1);
    pl_arena_free(&s.arena);
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forms_are_known_by_name),
        cmocka_unit_test(actions_get_annotations),
        cmocka_unit_test(nothing_breaks_any_form),
        cmocka_unit_test(colors_are_the_only_escapes),
        cmocka_unit_test(suppressed_findings_do_not_count),
        cmocka_unit_test(fingerprints_follow_the_line),
        cmocka_unit_test(equal_findings_have_fingerprints_of_their_own),
        cmocka_unit_test(annotations_are_ten_of_a_severity),
        cmocka_unit_test(commands_are_escaped),
        cmocka_unit_test(markdown_keeps_its_limit),
        cmocka_unit_test(long_lines_are_no_burden),
        cmocka_unit_test(rules_lead_to_their_page),
    };
    return argc > 1 ? write_forms(argv[1]) : cmocka_run_group_tests(tests, NULL, NULL);
}

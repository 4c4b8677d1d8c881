/* The checksum that tells if a unit test was changed: a digest of how Python prints it.
 * Source: dbt-core 1.9 contracts/graph/nodes.py (build_unit_test_checksum). */
#include "eval/eval.h"
#include "project/input/digest.h"
#include "project/node/fields_priv.h"

typedef struct printing {
    pl_eval ev;
    pl_out out;
} printing;

static const pl_value *member(pl_value v, const char *key) {
    return v.kind == PL_DICT ? pl_dict_find(v.as.dict, pl_str_of(key)) : NULL;
}

static void put(printing *p, const char *text) {
    pl_out_put(&p->out, pl_str_of(text));
}

/* "name=repr" of a member; None when it is absent. */
static void put_field(printing *p, pl_value of, const char *key) {
    const pl_value *v = member(of, key);
    put(p, key);
    put(p, "=");
    pl_repr(&p->ev, v ? *v : pl_none(), &p->out);
}

static void put_format(printing *p, pl_value of) {
    static const char *const formats[][2] = {
        {"csv", "CSV"}, {"dict", "Dict"}, {"sql", "SQL"}};
    const pl_value *v = member(of, "format");
    pl_str given = v && v->kind == PL_STR ? pl_str_from(*v) : PL_S("dict");
    for (uint32_t i = 0; i < 3; i++) {
        if (pl_str_eq(given, pl_str_of(formats[i][0]))) {
            pl_buf_fmt(&p->out.text, "format=<UnitTestFormat.%s: '%s'>", formats[i][1],
                       formats[i][0]);
        }
    }
}

static void put_fixture(printing *p, pl_value of, bool input) {
    put(p, input ? "UnitTestInputFixture(" : "UnitTestOutputFixture(");
    if (input) {
        put_field(p, of, "input");
        put(p, ", ");
    }
    put_field(p, of, "rows");
    put(p, ", ");
    put_format(p, of);
    put(p, ", ");
    put_field(p, of, "fixture");
    put(p, ")");
}

/* A class of fields only, or None. */
static void put_class(printing *p, pl_value extra, const char *key, const char *name,
                      const char *const *fields) {
    const pl_value *v = member(extra, key);
    put(p, "-");
    if (!v || v->kind != PL_DICT) {
        put(p, "None");
        return;
    }
    put(p, name);
    for (uint32_t i = 0; fields[i]; i++) {
        put(p, i ? ", " : "(");
        put_field(p, *v, fields[i]);
    }
    put(p, ")");
}

static void put_given(printing *p, const pl_list *given) {
    put(p, "-[");
    for (uint32_t i = 0; given && i < given->len; i++) {
        put(p, i ? ", " : "");
        put_fixture(p, given->at[i], true);
    }
    put(p, "]-");
}

/* Rows that came from files count again. */
static void put_files(printing *p, const pl_list *given) {
    for (uint32_t i = 0; given && i < given->len; i++) {
        const pl_value *file = member(given->at[i], "fixture");
        const pl_value *rows = member(given->at[i], "rows");
        if (file && file->kind == PL_STR && file->len && rows) {
            pl_value text;
            put(p, "-");
            if (pl_to_str(&p->ev, *rows, &text)) {
                pl_out_value(&p->out, text);
            }
        }
    }
}

pl_str pl_unit_test_checksum(const pl_dbt_node *n, pl_arena *a) {
    static const char *const versions[] = {"include", "exclude", NULL};
    static const char *const overrides[] = {"macros", "vars", "env_vars", NULL};
    const pl_value *model = member(n->extra, "model");
    const pl_value *list = member(n->extra, "given");
    const pl_value *expect = member(n->extra, "expect");
    const pl_list *given = list && list->kind == PL_LIST ? list->as.list : NULL;
    printing p = {0};
    pl_run_init(&p.ev, a, &pl_ops_access);
    pl_out_put(&p.out, model && model->kind == PL_STR ? pl_str_from(*model) : PL_S(""));
    put_class(&p, n->extra, "versions", "UnitTestNodeVersions", versions);
    put_given(&p, given);
    put_fixture(&p, expect ? *expect : pl_none(), false);
    put_class(&p, n->extra, "overrides", "UnitTestOverrides", overrides);
    put_files(&p, given);
    pl_str sum = pl_sha256_hex(a, pl_buf_view(&p.out.text));
    pl_out_free(&p.out);
    pl_run_done(&p.ev);
    return sum;
}

/* Templates in all modes: a render ends within its limits, and twice the same way, in
 * valid UTF-8. The first character chooses the mode: j, d, c or n. */
#include "eval/eval.h"
#include "parser/parser.h"
#include "tests/fuzz/fuzz.h"

static pl_found resolve(pl_eval *ev, pl_str name, uint32_t hash, pl_value *out) {
    const pl_value *v = pl_dict_find_str(ev->host_data, name, hash);
    if (!v) {
        return PL_MISSING;
    }
    *out = *v;
    return PL_FOUND;
}

static void export_name(pl_eval *ev, pl_str name, uint32_t hash, pl_value value) {
    (void)hash;
    pl_dict_put_str(ev->arena, ev->host_data, name, value);
}

static const pl_host host = {.resolve = resolve, .export = export_name};

static pl_dict *context(pl_arena *a) {
    pl_value names = pl_dict_new(a, 8);
    pl_value list = pl_list_new(a, 4);
    pl_list_push(a, list.as.list, pl_int(-7));
    pl_list_push(a, list.as.list, pl_float(1.5));
    pl_list_push(a, list.as.list, pl_string(PL_S("a\xc3\xa9\xe2\x82\xac")));
    pl_value d = pl_dict_new(a, 4);
    pl_dict_put_str(a, d.as.dict, PL_S("k"), list);
    pl_dict_put_str(a, names.as.dict, PL_S("s"), pl_string(PL_S("Some <text>\n x")));
    pl_dict_put_str(a, names.as.dict, PL_S("l"), list);
    pl_dict_put_str(a, names.as.dict, PL_S("d"), d);
    pl_dict_put_str(a, names.as.dict, PL_S("t"), pl_tuple_new(a, 0));
    pl_dict_put_str(a, names.as.dict, PL_S("n"), pl_none());
    return names.as.dict;
}

/* What came of it, as text: an error's, or of a native value its repr. */
static pl_str outcome(const pl_unit *u, pl_mode mode, pl_arena *a) {
    pl_interp interp;
    pl_out out = {0};
    pl_value v;
    pl_interp_init(&interp, a, &host, context(a), mode);
    interp.ev.fuel = 20000;
    interp.ev.budget = 1 << 20;
    interp.out = &out;
    bool ok = mode == PL_MODE_NATIVE
                  ? pl_render_native(&interp, u, &v) && pl_repr(&interp.ev, v, &out)
                  : pl_render(&interp, u);
    pl_str text = ok ? pl_buf_view(&out.text) : interp.ev.error.text;
    require(ok || interp.ev.error.kind != PL_EXC_NONE);
    require(ok || !interp.ev.error.ast ||
            interp.ev.error.lo <= interp.ev.error.ast->src->text.len);
    text = pl_str_copy(a, text);
    pl_out_free(&out);
    pl_interp_done(&interp);
    return text;
}

static void render(const pl_source *src, pl_mode mode, pl_arena *a) {
    pl_syntax_error wrong;
    pl_error early;
    pl_dialect dialect = mode == PL_MODE_JINJA ? PL_DIALECT_JINJA : PL_DIALECT_DBT;
    const pl_ast *ast = pl_parse(src, dialect, a, &wrong);
    if (!ast) {
        require_utf8(wrong.text);
        require(wrong.lo <= src->text.len);
        return;
    }
    const pl_unit *u = pl_unit_new(ast, mode, a);
    if (!pl_unit_check(u, a, &early)) {
        require_utf8(early.text);
        return;
    }
    pl_str first = outcome(u, mode, a);
    pl_str second = outcome(u, mode, a);
    require_utf8(first);
    /* sets and addresses aside, nothing of a render is left to chance */
    require(pl_str_eq(first, second) ||
            pl_str_find(first, PL_S(" at 0x"), 0) != UINT32_MAX);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const pl_mode modes[] = {
        ['j'] = PL_MODE_JINJA,
        ['d'] = PL_MODE_DBT,
        ['c'] = PL_MODE_CAPTURE,
        ['n'] = PL_MODE_NATIVE,
    };
    pl_arena a = {0};
    pl_str text = fuzz_text(data, size);
    pl_str body = pl_str_sub(text, 1, text.len);
    if (text.len > 1 && pl_utf8_invalid(body) == UINT32_MAX) {
        uint8_t letter = data[0] < sizeof modes / sizeof *modes ? data[0] : 'j';
        const pl_source *src = pl_source_new(&a, PL_S("fuzz"), body);
        render(pl_source_unix(&a, src), modes[letter], &a);
    }
    pl_arena_free(&a);
    return 0;
}

/* plumb template: a plain Jinja template over a JSON or YAML context; with
 * --stdin-jsonl a stream of them, one JSON object a line in and out. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/options/command.h"
#include "eval/eval.h"
#include "lexer/lexer.h"
#include "parser/parser.h"
#include "project/node/world.h"
#include "support/tree.h"
#include "support/utf8.h"

/* The context is one dict. */
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

static const pl_host dict_host = {.resolve = resolve, .export = export_name};

static const char *const error_kinds[PL_EXC_COUNT] = {
    [PL_EXC_NONE] = "other",
    [PL_EXC_TYPE] = "type",
    [PL_EXC_VALUE] = "value",
    [PL_EXC_UNDEFINED] = "undefined",
    [PL_EXC_ZERO_DIVISION] = "zero_division",
    [PL_EXC_SECURITY] = "security",
    [PL_EXC_RECURSION] = "recursion",
    [PL_EXC_UNKNOWN_FILTER] = "unknown_filter",
    [PL_EXC_UNKNOWN_TEST] = "unknown_test",
    [PL_EXC_SYNTAX] = "syntax",
};

/* One template to run. */
typedef struct job {
    pl_str path;
    pl_str text;
    pl_value context; /* PL_DICT */
    pl_mode mode;
} job;

/* How it ended: `value`, or `error` with a place. */
typedef struct outcome {
    bool ok;
    pl_value value;
    pl_exc kind;
    pl_diag_code code;
    pl_str text;
    const pl_source *src;
    uint32_t lo;
    uint32_t line; /* 0: unknown */
} outcome;

static void fail(outcome *o, const pl_error *e) {
    o->kind = e->kind;
    o->text = e->text;
    o->code = e->code ? e->code : e->kind == PL_EXC_UNDEFINED ? PL_E0402 : PL_E0401;
    if (e->ast) {
        o->src = e->ast->src;
        o->lo = e->lo;
        o->line = pl_source_line(e->ast->src, e->lo);
    }
}

static void run_unit(const job *j, const pl_unit *u, pl_arena *a, outcome *o) {
    pl_error early;
    if (!pl_unit_check(u, a, &early)) {
        fail(o, &early);
        return;
    }
    pl_interp interp;
    pl_interp_init(&interp, a, &dict_host, j->context.as.dict, j->mode);
    if (j->mode == PL_MODE_NATIVE) {
        o->ok = pl_render_native(&interp, u, &o->value);
    } else {
        pl_out out = {0};
        interp.out = &out;
        o->ok = pl_render(&interp, u);
        o->value = o->ok ? pl_out_take(&out, 0, a) : pl_none();
        pl_out_free(&out);
    }
    if (!o->ok) {
        fail(o, &interp.ev.error);
    }
    pl_interp_done(&interp);
}

static void run_job(const job *j, pl_arena *a, outcome *o) {
    memset(o, 0, sizeof *o);
    bool text_mode = j->mode == PL_MODE_DBT || j->mode == PL_MODE_CAPTURE;
    if (text_mode && pl_text_is_plain(j->text)) {
        o->ok = true;
        o->value = pl_string(j->text);
        return;
    }
    const pl_source *src = pl_source_unix(a, pl_source_new(a, j->path, j->text));
    pl_syntax_error error;
    pl_dialect dialect = j->mode == PL_MODE_JINJA ? PL_DIALECT_JINJA : PL_DIALECT_DBT;
    const pl_ast *ast = pl_parse(src, dialect, a, &error);
    if (!ast) {
        o->kind = PL_EXC_SYNTAX;
        o->code = PL_E0201;
        o->text = error.text;
        o->src = src;
        o->lo = error.lo;
        o->line = error.line;
        return;
    }
    run_unit(j, pl_unit_new(ast, j->mode, a), a, o);
}

/* ---- the JSON Lines protocol */

static bool put_json(pl_eval *ev, pl_value v, pl_buf *to);

static bool put_items(pl_eval *ev, pl_value v, pl_buf *to) {
    pl_cursor c;
    pl_value item;
    bool first = true;
    if (!pl_iterate(ev, v, &c)) {
        return false;
    }
    pl_buf_char(to, '[');
    pl_found found;
    while ((found = pl_next(ev, &c, &item)) == PL_FOUND) {
        pl_buf_put(to, ", ", first ? 0 : 2);
        first = false;
        if (!put_json(ev, item, to)) {
            return false;
        }
    }
    pl_buf_char(to, ']');
    return found == PL_MISSING;
}

static bool all_text_keys(const pl_dict *d) {
    uint32_t i = 0;
    for (const pl_dict_entry *e; (e = pl_dict_next(d, &i)) != NULL;) {
        if (e->key.kind != PL_STR) {
            return false;
        }
    }
    return true;
}

static bool put_dict(pl_eval *ev, const pl_dict *d, pl_buf *to) {
    bool plain = all_text_keys(d);
    uint32_t i = 0;
    bool first = true;
    pl_buf_put(to, plain ? "{" : "{\"$dict\": [", plain ? 1 : 11);
    for (const pl_dict_entry *e; (e = pl_dict_next(d, &i)) != NULL; first = false) {
        pl_buf_put(to, ", ", first ? 0 : 2);
        pl_buf_put(to, "[", plain ? 0 : 1);
        if (!put_json(ev, e->key, to)) {
            return false;
        }
        pl_buf_put(to, plain ? ": " : ", ", 2);
        if (!put_json(ev, e->value, to)) {
            return false;
        }
        pl_buf_put(to, "]", plain ? 0 : 1);
    }
    pl_buf_put(to, plain ? "}" : "]}", plain ? 1 : 2);
    return true;
}

static bool put_other(pl_eval *ev, pl_value v, pl_buf *to) {
    pl_out text = {0};
    bool ok = pl_repr(ev, v, &text);
    PL_BUF_LIT(to, "{\"$repr\": ");
    pl_buf_json(to, pl_buf_view(&text.text));
    PL_BUF_LIT(to, "}");
    pl_out_free(&text);
    return ok;
}

static bool put_wrapped(pl_eval *ev, const char *key, pl_value v, pl_buf *to) {
    pl_buf_fmt(to, "{\"%s\": ", key);
    bool ok = put_items(ev, v, to);
    pl_buf_char(to, '}');
    return ok;
}

static bool put_json(pl_eval *ev, pl_value v, pl_buf *to) {
    switch (v.kind) {
    case PL_UNDEFINED:
        PL_BUF_LIT(to, "{\"$undefined\": true}");
        return true;
    case PL_STR:
        pl_buf_json(to, pl_str_from(v));
        return true;
    case PL_FLOAT:
        if (v.as.f != v.as.f || v.as.f - v.as.f != 0) {
            PL_BUF_LIT(to, "{\"$float\": \"");
            pl_float_repr(to, v.as.f);
            PL_BUF_LIT(to, "\"}");
            return true;
        }
        return pl_json_dump(ev, v, false, -1, false, to);
    case PL_NONE:
    case PL_BOOL:
    case PL_INT:
    case PL_BIG:
        return pl_json_dump(ev, v, false, -1, false, to);
    case PL_LIST:
        return put_items(ev, v, to);
    case PL_TUPLE:
        return put_wrapped(ev, "$tuple", v, to);
    case PL_SET:
        return put_wrapped(ev, "$set", v, to);
    case PL_DICT:
        return put_dict(ev, v.as.dict, to);
    default:
        return put_other(ev, v, to);
    }
}

static void put_error(const outcome *o, pl_buf *to) {
    const char *kind = error_kinds[o->kind] ? error_kinds[o->kind] : "other";
    pl_buf_fmt(to, "\"error\": {\"kind\": \"%s\", \"line\": ", kind);
    if (o->line) {
        pl_buf_fmt(to, "%u", o->line);
    } else {
        PL_BUF_LIT(to, "null");
    }
    PL_BUF_LIT(to, ", \"message\": ");
    pl_buf_json(to, o->text);
    pl_buf_char(to, '}');
}

static pl_mode mode_of(pl_value v) {
    if (v.kind != PL_STR) {
        return PL_MODE_JINJA;
    }
    pl_str name = pl_str_from(v);
    return PL_STR_IS(name, "native")        ? PL_MODE_NATIVE
           : PL_STR_IS(name, "dbt")         ? PL_MODE_DBT
           : PL_STR_IS(name, "dbt_capture") ? PL_MODE_CAPTURE
                                            : PL_MODE_JINJA;
}

static pl_value member(const pl_dict *d, const char *name) {
    const pl_value *v = pl_dict_find(d, pl_str_of(name));
    return v ? *v : pl_none();
}

static bool answer(pl_str line, pl_arena *a, pl_buf *to) {
    pl_interp interp;
    pl_value request;
    pl_str why;
    pl_interp_init(&interp, a, &dict_host, NULL, PL_MODE_JINJA);
    if (pl_json_parse(&interp.ev, line, true, &request, &why) != PL_FOUND ||
        request.kind != PL_DICT) {
        pl_interp_done(&interp);
        return false;
    }
    const pl_dict *d = request.as.dict;
    pl_value context = member(d, "context");
    job j = {
        .path = PL_S("<template>"),
        .text = pl_str_from(member(d, "template")),
        .context = context.kind == PL_DICT ? context : pl_dict_new(a, 8),
        .mode = mode_of(member(d, "mode")),
    };
    outcome o;
    run_job(&j, a, &o);
    PL_BUF_LIT(to, "{\"id\": ");
    bool ok = put_json(&interp.ev, member(d, "id"), to);
    PL_BUF_LIT(to, ", ");
    if (!o.ok) {
        put_error(&o, to);
    } else if (j.mode == PL_MODE_NATIVE) {
        PL_BUF_LIT(to, "\"value\": ");
        ok = ok && put_json(&interp.ev, o.value, to);
    } else {
        PL_BUF_LIT(to, "\"output\": ");
        pl_buf_json(to, pl_str_from(o.value));
    }
    PL_BUF_LIT(to, "}\n");
    pl_interp_done(&interp);
    return ok;
}

static int run_stream(void) {
    char *line = NULL;
    size_t room = 0;
    ssize_t len;
    uint32_t number = 0;
    int code = PL_EXIT_OK;
    pl_arena a = {0};
    pl_buf out = {0};
    while ((len = getline(&line, &room, stdin)) >= 0) {
        number++;
        pl_str text = {line, (uint32_t)len};
        out.len = 0;
        uint32_t bad = pl_utf8_invalid(text);
        if (bad != UINT32_MAX) {
            code = pl_usage_error("standard input, line %u: not valid UTF-8 at byte %u",
                                  number, bad);
            break;
        }
        if (!answer(text, &a, &out)) {
            code = pl_usage_error(
                "standard input, line %u: not a JSON object with a template", number);
            break;
        }
        if (!pl_answer(pl_buf_view(&out))) {
            code = PL_EXIT_ERROR;
            break;
        }
        pl_arena_reset(&a);
    }
    free(line);
    pl_buf_free(&out);
    pl_arena_free(&a);
    return code;
}

/* ---- one file */

static bool read_text(pl_str path, pl_arena *a, pl_str *out) {
    bool standard_input = PL_STR_IS(path, "-");
    pl_read_result r =
        standard_input ? pl_read_fd(STDIN_FILENO, a, out) : pl_read_file(path, a, out);
    if (r != PL_READ_OK) {
        pl_usage_error("%.*s: %.*s", PL_FMT(path),
                       PL_FMT(r == PL_READ_ABSENT ? PL_S("no such file") : *out));
        return false;
    }
    uint32_t bad = pl_utf8_invalid(*out);
    if (bad != UINT32_MAX) {
        pl_usage_error("%.*s: not valid UTF-8 at byte %u", PL_FMT(path), bad);
        return false;
    }
    return true;
}

/* JSON by its name or its first character; else YAML. */
static bool parse_context(pl_str path, pl_str text, pl_arena *a, pl_value *out,
                          pl_str *why) {
    bool json =
        pl_str_ends(path, PL_S(".json")) || pl_str_starts(pl_str_trim(text), PL_S("{"));
    if (!json) {
        return pl_yaml_load_value(text, a, pl_yaml_date_object, out, why);
    }
    pl_interp interp;
    pl_interp_init(&interp, a, &dict_host, NULL, PL_MODE_JINJA);
    pl_found found = pl_json_parse(&interp.ev, text, false, out, why);
    pl_interp_done(&interp);
    return found == PL_FOUND;
}

static bool read_context(const pl_str *path, pl_arena *a, pl_value *out) {
    *out = pl_dict_new(a, 8);
    if (!path) {
        return true;
    }
    pl_str text, why = PL_S("not a mapping");
    if (!read_text(*path, a, &text)) {
        return false;
    }
    if (!parse_context(*path, text, a, out, &why) || out->kind != PL_DICT) {
        pl_usage_error("%.*s: %.*s", PL_FMT(*path), PL_FMT(why));
        return false;
    }
    return true;
}

static void report(const outcome *o, pl_arena *a) {
    pl_diag_sink sink = {.arena = a};
    pl_span span = {o->src, o->lo, o->lo + 1};
    pl_diag_add(&sink, o->code, span, o->text);
    pl_diag_style style = {.color = pl_use_color(STDERR_FILENO)};
    pl_print_diags(&sink, style);
}

static int run_file(pl_str path, const pl_options *opts, pl_arena *a) {
    job j = {.path = path, .mode = PL_MODE_JINJA};
    const pl_str *mode = pl_option_value(opts, "mode");
    if (mode) {
        j.mode = mode_of(pl_string(*mode));
        if (j.mode == PL_MODE_JINJA && !PL_STR_IS(*mode, "jinja")) {
            return pl_usage_error("--mode is jinja, dbt, dbt_capture or native");
        }
    }
    if (!read_text(path, a, &j.text) ||
        !read_context(pl_option_value(opts, "context"), a, &j.context)) {
        return PL_EXIT_ERROR;
    }
    outcome o;
    run_job(&j, a, &o);
    if (!o.ok) {
        report(&o, a);
        return PL_EXIT_ERROR;
    }
    pl_interp interp;
    pl_buf text = {0};
    pl_interp_init(&interp, a, &dict_host, NULL, PL_MODE_JINJA);
    bool ok = true;
    if (j.mode == PL_MODE_NATIVE) {
        ok = put_json(&interp.ev, o.value, &text);
        pl_buf_char(&text, '\n');
    } else {
        pl_buf_str(&text, pl_str_from(o.value));
    }
    ok = ok && pl_answer(pl_buf_view(&text));
    pl_buf_free(&text);
    pl_interp_done(&interp);
    return ok ? PL_EXIT_OK : PL_EXIT_ERROR;
}

static const pl_option options[] = {
    {"context", 'c', PL_OPT_VALUE, false, "FILE",
     "the template's variables: a JSON or YAML file"},
    {"mode", 'm', PL_OPT_VALUE, false, "MODE",
     "jinja (default), dbt, dbt_capture or native"},
    {"stdin-jsonl", 0, PL_OPT_FLAG, false, NULL,
     "answer JSON objects, one a line: {id, template, context, mode}"},
};
PL_OPTIONS_OF(template);

int pl_cmd_template(const pl_invocation *call) {
    pl_arena a = {0};
    pl_options opts;
    bool helped;
    int code = PL_EXIT_ERROR;
    if (!pl_options_parse(&opts, call, &a, &helped) || helped) {
        code = helped ? PL_EXIT_OK : PL_EXIT_ERROR;
    } else if (pl_option_flag(&opts, "stdin-jsonl", false)) {
        code = run_stream();
    } else if (opts.word_count != 1) {
        code =
            pl_usage_error("plumb template takes one FILE (or - for standard input)");
    } else {
        code = run_file(opts.words[0], &opts, &a);
    }
    pl_arena_free(&a);
    return code;
}

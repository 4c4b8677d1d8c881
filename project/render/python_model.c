/* Python models: the calls dbt.ref, dbt.source, dbt.config and dbt.config.get that
 * their text holds. Arguments must be literals. Nothing is run.
 *
 * Source: dbt-core 1.9 parser/models.py (PythonValidationVisitor,
 * PythonParseVisitor). */
#include "eval/ops/python_text.h"
#include "project/node/dbt_error.h"
#include "project/render/parse_node.h"
#include "project/render/render.h"
#include "project/render/report.h"
#include "support/vec.h"

typedef enum py_kind { PY_NAME, PY_STRING, PY_OTHER, PY_NEWLINE, PY_END } py_kind;

typedef struct py_token {
    py_kind kind;
    uint32_t lo, hi;
} py_token;

typedef struct py_scan {
    pl_world *w;
    pl_dbt_node *n;
    pl_str text;
    PL_VEC(py_token) tokens;
    PL_VEC(pl_value) keys_used;
    PL_VEC(pl_value) keys_defaults;
    bool ok;
} py_scan;

static bool name_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_' || (unsigned char)c >= 0x80;
}

/* End of the string whose quotes start at `i`. */
static uint32_t string_end(pl_str s, uint32_t i) {
    char q = s.at[i];
    bool triple = i + 2 < s.len && s.at[i + 1] == q && s.at[i + 2] == q;
    uint32_t j = i + (triple ? 3 : 1);
    for (; j < s.len; j++) {
        if (s.at[j] == '\\') {
            j++;
        } else if (s.at[j] == q && !triple) {
            return j + 1;
        } else if (s.at[j] == q && j + 2 < s.len && s.at[j + 1] == q &&
                   s.at[j + 2] == q) {
            return j + 3;
        } else if (s.at[j] == '\n' && !triple) {
            return j;
        }
    }
    return s.len;
}

static py_token token_at(pl_str s, uint32_t i) {
    char c = s.at[i];
    py_token t = {PY_OTHER, i, i + 1};
    if (c == '\n') {
        t.kind = PY_NEWLINE;
    } else if (c == '\'' || c == '"') {
        t.kind = PY_STRING;
        t.hi = string_end(s, i);
    } else if (name_char(c)) {
        t.kind = PY_NAME;
        while (t.hi < s.len && name_char(s.at[t.hi])) {
            t.hi++;
        }
        bool prefix = t.hi - t.lo <= 2 && t.hi < s.len &&
                      (s.at[t.hi] == '\'' || s.at[t.hi] == '"');
        if (prefix) {
            t.kind = PY_STRING;
            t.hi = string_end(s, t.hi);
        }
    }
    return t;
}

static void tokenize(py_scan *p) {
    uint32_t i = 0;
    while (i < p->text.len) {
        char c = p->text.at[i];
        if (c == '#') {
            while (i < p->text.len && p->text.at[i] != '\n') {
                i++;
            }
        } else if (c == ' ' || c == '\t' || c == '\r' || c == '\\') {
            i++;
        } else {
            py_token t = token_at(p->text, i);
            PL_PUSH(p->w->arena, &p->tokens, t);
            i = t.hi;
        }
    }
    py_token end = {PY_END, p->text.len, p->text.len};
    PL_PUSH(p->w->arena, &p->tokens, end);
}

static pl_str text_of(const py_scan *p, uint32_t t) {
    return pl_str_sub(p->text, p->tokens.at[t].lo, p->tokens.at[t].hi);
}

static bool is(const py_scan *p, uint32_t t, const char *word) {
    return t < p->tokens.len && pl_str_eq(text_of(p, t), pl_str_of(word));
}

static bool error_at(py_scan *p, uint32_t t, const char *words) {
    const py_token *k = &p->tokens.at[t];
    pl_span span = {p->n->span.src, k->lo, k->hi};
    pl_diag_addf(&p->w->sink, PL_E0201, span, "%s", words)->node = p->n->unique_id;
    p->ok = false;
    return false;
}

/* ---- calls */

typedef struct py_args {
    PL_VEC(pl_value) positional;
    pl_value named; /* PL_DICT */
} py_args;

/* The token behind the bracket that token `t` opens. */
static uint32_t skip_bracket(const py_scan *p, uint32_t t) {
    int64_t depth = 0;
    for (; p->tokens.at[t].kind != PY_END; t++) {
        char c = p->tokens.at[t].kind == PY_OTHER ? p->text.at[p->tokens.at[t].lo] : 0;
        depth += c == '(' || c == '[' || c == '{';
        depth -= c == ')' || c == ']' || c == '}';
        if (depth == 0) {
            return t + 1;
        }
    }
    return t;
}

/* The token that ends the argument which starts at `t`: a comma or
 * the closing bracket. */
static uint32_t argument_end(const py_scan *p, uint32_t t, uint32_t close) {
    while (t < close && !is(p, t, ",")) {
        bool opens = is(p, t, "(") || is(p, t, "[") || is(p, t, "{");
        t = opens ? skip_bracket(p, t) : t + 1;
    }
    return t;
}

static bool take_argument(py_scan *p, uint32_t t, uint32_t end, py_args *args) {
    bool named =
        p->tokens.at[t].kind == PY_NAME && is(p, t + 1, "=") && !is(p, t + 2, "=");
    uint32_t from = named ? t + 2 : t;
    pl_str text = pl_str_sub(p->text, p->tokens.at[from].lo, p->tokens.at[end - 1].hi);
    pl_value v;
    if (!pl_python_literal(p->w->arena, text, &v)) {
        return error_at(
            p, from,
            "Error when trying to literal_eval an arg to dbt.ref(), dbt.source(), "
            "dbt.config() or dbt.config.get(): only literals can be used there");
    }
    if (named) {
        pl_dict_put_str(p->w->arena, args->named.as.dict, text_of(p, t), v);
    } else {
        PL_PUSH(p->w->arena, &args->positional, v);
    }
    return true;
}

static bool take_arguments(py_scan *p, uint32_t open, py_args *args) {
    uint32_t close = skip_bracket(p, open) - 1;
    args->named = pl_dict_new(p->w->arena, 4);
    for (uint32_t t = open + 1; t < close;) {
        if (p->tokens.at[t].kind == PY_NEWLINE) {
            t++;
            continue;
        }
        uint32_t end = argument_end(p, t, close);
        uint32_t last = end;
        while (last > t && p->tokens.at[last - 1].kind == PY_NEWLINE) {
            last--;
        }
        if (last > t && !take_argument(p, t, last, args)) {
            return false;
        }
        t = end + 1;
    }
    return true;
}

static void run_call(py_scan *p, const char *what, const py_args *args) {
    pl_rendering r;
    pl_value out;
    pl_rendering_begin(&r, p->w, PL_PHASE_PARSE, p->n->package, p->n, p->w->arena);
    const pl_dict *named = args->named.as.dict;
    pl_str *names = PL_NEW_ARRAY(p->w->arena, pl_str, named->len);
    pl_value *values = PL_NEW_ARRAY(p->w->arena, pl_value, named->len);
    uint32_t i = 0, n = 0;
    for (const pl_dict_entry *e; (e = pl_dict_next(named, &i)) != NULL; n++) {
        names[n] = pl_str_from(e->key);
        values[n] = e->value;
    }
    pl_call call = {args->positional.at, names, values, args->positional.len, n};
    pl_str name = pl_str_of(what);
    pl_value fn;
    bool ok = pl_dbt_host.resolve(&r.ev, name, pl_str_hash(name), &fn) == PL_FOUND &&
              pl_call_value(&r.ev, fn, &call, &out);
    if (!ok) {
        pl_report_error(p->w, &r.ev, p->n, p->n->span);
        p->ok = false;
    }
    pl_rendering_end(&r);
}

static void config_get(py_scan *p, const py_args *args, uint32_t t) {
    if (args->positional.len < 1 || args->positional.len > 2) {
        error_at(p, t,
                 args->positional.len
                     ? "dbt.config.get() takes at most 2 arguments"
                     : "dbt.config.get() requires at least one argument");
        return;
    }
    pl_value fallback = args->positional.len > 1 ? args->positional.at[1] : pl_none();
    PL_PUSH(p->w->arena, &p->keys_used, args->positional.at[0]);
    PL_PUSH(p->w->arena, &p->keys_defaults, fallback);
}

/* `dbt` `.` word `(`: one of dbt's functions? */
static void try_call(py_scan *p, uint32_t t) {
    static const char *const words[] = {"ref", "source", "config"};
    if (!is(p, t, "dbt") || !is(p, t + 1, ".") || (t && is(p, t - 1, "."))) {
        return;
    }
    py_args args = {0};
    if (is(p, t + 2, "config") && is(p, t + 3, ".") && is(p, t + 4, "get") &&
        is(p, t + 5, "(")) {
        if (take_arguments(p, t + 5, &args)) {
            config_get(p, &args, t);
        }
        return;
    }
    for (size_t i = 0; i < 3; i++) {
        if (is(p, t + 2, words[i]) && is(p, t + 3, "(") &&
            take_arguments(p, t + 3, &args)) {
            run_call(p, words[i], &args);
            return;
        }
    }
}

/* ---- the model function */

static void check_model(py_scan *p) {
    uint32_t models = 0;
    for (uint32_t t = 0; t + 2 < p->tokens.len; t++) {
        if (!is(p, t, "def") || !is(p, t + 1, "model") || !is(p, t + 2, "(")) {
            continue;
        }
        models++;
        if (!is(p, t + 3, "dbt")) {
            error_at(p, t + 3, "'dbt' not provided for model as the first argument");
        }
    }
    if (models != 1) {
        pl_diag_addf(&p->w->sink, PL_E0201, p->n->span,
                     "dbt allows exactly one model defined per python file, found %u",
                     models)
            ->node = p->n->unique_id;
        p->ok = false;
    }
}

static void keys_used(py_scan *p) {
    if (!p->keys_used.len) {
        return;
    }
    py_args args = {.named = pl_dict_new(p->w->arena, 2)};
    pl_value used = pl_list_new(p->w->arena, p->keys_used.len);
    pl_value defaults = pl_list_new(p->w->arena, p->keys_used.len);
    for (uint32_t i = 0; i < p->keys_used.len; i++) {
        pl_list_push(p->w->arena, used.as.list, p->keys_used.at[i]);
        pl_list_push(p->w->arena, defaults.as.list, p->keys_defaults.at[i]);
    }
    pl_dict_put_str(p->w->arena, args.named.as.dict, PL_S("config_keys_used"), used);
    pl_dict_put_str(p->w->arena, args.named.as.dict, PL_S("config_keys_defaults"),
                    defaults);
    run_call(p, "config", &args);
}

/* ---- Jinja */

/* The first place that rendering would change: a tag, or a line end that Jinja writes
 * anew. UINT32_MAX: none. */
static uint32_t first_change(pl_str s) {
    for (uint32_t i = 0; i < s.len; i++) {
        char next = i + 1 < s.len ? s.at[i + 1] : 0;
        if (s.at[i] == '\r' ||
            (s.at[i] == '{' && (next == '{' || next == '%' || next == '#'))) {
            return i;
        }
    }
    return UINT32_MAX;
}

/* dbt renders the text with nothing defined and wants it back as it was; what it takes
 * for plain it does not render (verify_python_model_code). */
static bool check_jinja(pl_world *w, pl_dbt_node *n) {
    const pl_template *t = pl_workspace_template(w->ws, n->span.src);
    uint32_t at = t->plain ? UINT32_MAX : first_change(n->raw_code);
    if (at == UINT32_MAX) {
        return true;
    }
    n->failed = true;
    if (t->broken) {
        pl_report_syntax(w, t, n);
        return false;
    }
    pl_span span = {n->span.src, at, at + (n->raw_code.at[at] == '\r' ? 1 : 2)};
    pl_diag *d = pl_diag_add(&w->sink, PL_E0201, span,
                             PL_S("No jinja in python model code is allowed"));
    d->dbt_whole = pl_dbt_error_of(w->arena, "Parsing", n, d->text);
    d->node = n->unique_id;
    return false;
}

bool pl_python_parse(pl_world *w, pl_dbt_node *n) {
    py_scan p = {.w = w, .n = n, .text = n->raw_code, .ok = true};
    if (!n->raw_code.len) {
        return true;
    }
    if (!check_jinja(w, n)) {
        return false;
    }
    tokenize(&p);
    check_model(&p);
    for (uint32_t t = 0; p.ok && t + 3 < p.tokens.len; t++) {
        try_call(&p, t);
    }
    if (p.ok) {
        keys_used(&p);
    }
    n->failed = n->failed || !p.ok;
    return p.ok;
}

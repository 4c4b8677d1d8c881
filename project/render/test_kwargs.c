/* The arguments of a generic test as its macro gets them.
 *
 * Texts are rendered natively in the test's own context; those that look like a call of
 * ref(), source(), var(), env_var() or doc() are expressions even without braces.
 * Source: dbt-core 1.9 clients/jinja.py add_rendered_test_kwargs. */
#include "project/node/workspace_priv.h"
#include "project/render/host_priv.h"
#include "project/render/render.h"

static bool is_blank(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* ^\s*(env_var|ref|var|source|doc)\s*\(.+\)\s*$ */
static bool looks_like_call(pl_str s) {
    static const char *const names[] = {"env_var", "ref", "var", "source", "doc", NULL};
    pl_str t = pl_str_trim(s);
    uint32_t hi = 0;
    while (hi < t.len && ((t.at[hi] >= 'a' && t.at[hi] <= 'z') || t.at[hi] == '_')) {
        hi++;
    }
    if (!pl_str_in(pl_str_sub(t, 0, hi), names)) {
        return false;
    }
    while (hi < t.len && is_blank(t.at[hi])) {
        hi++;
    }
    if (hi == t.len || t.at[hi] != '(' || t.at[t.len - 1] != ')' || t.len - hi < 3) {
        return false;
    }
    return pl_str_find_char(pl_str_sub(t, hi, t.len), '\n') == UINT32_MAX;
}

typedef struct kwargs {
    pl_world *w;
    pl_eval *ev;
} kwargs;

/* Run in an evaluation of its own that shares the outer one's context and limits. */
static bool render_native(const kwargs *k, const pl_unit *u, pl_value *out) {
    pl_interp inner;
    pl_nested_begin(&inner, k->ev, pl_interp_of(k->ev)->host, k->ev->host_data,
                    PL_MODE_NATIVE);
    return pl_nested_end(&inner, k->ev, pl_render_native(&inner, u, out));
}

static bool render_text(const kwargs *k, pl_str text, pl_value *out) {
    if (looks_like_call(text)) {
        text = pl_str_cat3(k->ev->arena, PL_S("{{ "), text, PL_S(" }}"));
    }
    const pl_template *t = pl_workspace_text(k->w->ws, text, PL_MODE_NATIVE);
    if (!t->unit) {
        return pl_raise_str(k->ev, PL_EXC_COMPILATION, t->error.text);
    }
    pl_error unknown;
    if (!pl_unit_check(t->unit, k->ev->arena, &unknown)) {
        return pl_raise_str(k->ev, PL_EXC_COMPILATION, unknown.text);
    }
    return render_native(k, t->unit, out);
}

static bool render_value(const kwargs *k, pl_value v, uint32_t depth, pl_value *out) {
    pl_arena *a = k->ev->arena;
    if (depth > PL_YAML_DEPTH) {
        return pl_raise(k->ev, PL_EXC_RECURSION,
                        "test arguments are nested too deeply");
    }
    if (v.kind == PL_STR) {
        return render_text(k, pl_str_from(v), out);
    }
    if (v.kind == PL_LIST) {
        *out = pl_list_new(a, v.as.list->len);
        for (uint32_t i = 0; i < v.as.list->len; i++) {
            pl_value item = pl_none();
            if (!render_value(k, v.as.list->at[i], depth + 1, &item)) {
                return false;
            }
            pl_list_push(a, out->as.list, item);
        }
        return true;
    }
    if (v.kind != PL_DICT) {
        *out = v;
        return true;
    }
    *out = pl_dict_new(a, v.as.dict->len);
    uint32_t i = 0;
    for (const pl_dict_entry *e; (e = pl_dict_next(v.as.dict, &i)) != NULL;) {
        pl_value item = pl_none();
        if (!render_value(k, e->value, depth + 1, &item) ||
            !pl_dict_put(k->ev, out->as.dict, e->key, item)) {
            return false;
        }
    }
    return true;
}

bool pl_test_kwargs(pl_world *w, pl_eval *ev, const pl_dbt_node *n, pl_value *out) {
    kwargs k = {w, ev};
    pl_value all = pl_dict_new(ev->arena, n->test->kwargs->len);
    uint32_t i = 0;
    for (const pl_dict_entry *e; (e = pl_dict_next(n->test->kwargs, &i)) != NULL;) {
        pl_value v = e->value;
        bool column =
            e->key.kind == PL_STR && PL_STR_IS(pl_str_from(e->key), "column_name");
        if (!(column && v.kind == PL_STR) && !render_value(&k, e->value, 0, &v)) {
            return false;
        }
        if (!pl_dict_put(ev, all.as.dict, e->key, v)) {
            return false;
        }
    }
    *out = all;
    return true;
}

/* str() and repr() of every kind of value. */
#include "eval/value/value_priv.h"

static void repr_text(pl_value v, pl_out *to) {
    pl_str s = pl_str_from(v);
    to->flags |= v.flags & PL_PROVENANCE;
    if (v.flags & PL_MARKUP) {
        PL_BUF_LIT(&to->text, "Markup(");
    }
    if (!(v.flags & PL_MARKED)) {
        pl_str_repr(&to->text, s);
    } else {
        char quote = pl_quote_for(s);
        pl_buf_char(&to->text, quote);
        for (uint32_t i = 0; i < s.len;) {
            uint32_t end = pl_plain_end(s, i, quote);
            pl_out_slice(to, v, i, end);
            i = end;
            if (i < s.len) {
                pl_put_one_escaped(&to->text, s, &i, quote);
            }
        }
        pl_buf_char(&to->text, quote);
    }
    if (v.flags & PL_MARKUP) {
        pl_buf_char(&to->text, ')');
    }
}

/* ---- containers */

static bool repr_items(pl_eval *ev, const pl_list *l, const pl_tuple_type *names,
                       pl_out *to) {
    for (uint32_t i = 0; i < l->len; i++) {
        if (i) {
            PL_BUF_LIT(&to->text, ", ");
        }
        if (names) {
            pl_buf_fmt(&to->text, "%s=", names->fields[i]);
        }
        if (!pl_step(ev, 1) || !pl_repr(ev, l->at[i], to)) {
            return false;
        }
    }
    return true;
}

static bool repr_sequence(pl_eval *ev, pl_value v, pl_out *to) {
    bool tuple = v.kind == PL_TUPLE;
    const pl_tuple_type *type = tuple ? pl_tuple_type_of(v) : NULL;
    if (type && type->shown) {
        pl_buf_fmt(&to->text, "%s", type->shown);
    }
    pl_buf_char(&to->text, tuple ? '(' : '[');
    if (!repr_items(ev, v.as.list, type && type->shown ? type : NULL, to)) {
        return false;
    }
    if (tuple && v.as.list->len == 1) {
        pl_buf_char(&to->text, ',');
    }
    pl_buf_char(&to->text, tuple ? ')' : ']');
    return true;
}

static bool repr_table(pl_eval *ev, pl_value v, pl_out *to) {
    bool first = true;
    uint32_t i = 0;
    if (v.kind == PL_SET && !v.as.dict->len) {
        PL_BUF_LIT(&to->text, "set()");
        return true;
    }
    pl_buf_char(&to->text, '{');
    for (const pl_dict_entry *e; (e = pl_dict_next(v.as.dict, &i));) {
        if (!first) {
            PL_BUF_LIT(&to->text, ", ");
        }
        first = false;
        pl_value value = e->value;
        if (!pl_step(ev, 1) || !pl_repr(ev, e->key, to)) {
            return false;
        }
        if (v.kind == PL_DICT) {
            PL_BUF_LIT(&to->text, ": ");
            if (!pl_repr(ev, value, to)) {
                return false;
            }
        }
    }
    pl_buf_char(&to->text, '}');
    return true;
}

static void put_recursive(pl_value v, pl_buf *to) {
    switch (v.kind) {
    case PL_LIST:
        PL_BUF_LIT(to, "[...]");
        break;
    case PL_TUPLE:
        PL_BUF_LIT(to, "(...)");
        break;
    case PL_SET:
        PL_BUF_LIT(to, "set(...)");
        break;
    default:
        PL_BUF_LIT(to, "{...}");
        break;
    }
}

static bool repr_container(pl_eval *ev, pl_value v, pl_out *to) {
    pl_nest nest;
    uint32_t before = to->text.len;
    if (pl_nest_has(ev, v.as.obj)) {
        put_recursive(v, &to->text);
        return true;
    }
    if (!pl_nest_enter(ev, &nest, v.as.obj)) {
        return false;
    }
    bool ok = pl_is_sequence(v) ? repr_sequence(ev, v, to) : repr_table(ev, v, to);
    pl_nest_leave(ev, &nest);
    return ok && pl_charge(ev, to->text.len - before);
}

/* ---- the rest */

static void repr_range(const pl_range *r, pl_buf *to) {
    pl_buf_fmt(to, "range(%lld, %lld", (long long)r->start, (long long)r->stop);
    if (r->step != 1) {
        pl_buf_fmt(to, ", %lld", (long long)r->step);
    }
    pl_buf_char(to, ')');
}

/* Every object stands at one address: the same input gives the same bytes. */
#define ADDRESS "0x7f0000000000"

static void repr_native(const pl_bound *fn, pl_buf *to) {
    if (fn->self.kind == PL_UNSET) {
        pl_buf_fmt(to, "<function %s at " ADDRESS ">", fn->native->name);
    } else {
        pl_buf_fmt(to, "<built-in method %s of %s object at " ADDRESS ">",
                   fn->native->name, pl_type_name(fn->self));
    }
}

static bool print_object(pl_eval *ev, pl_value v, bool repr, pl_out *to) {
    const pl_class *cls = v.as.obj->cls;
    pl_nest nest;
    if (!cls->print) {
        pl_buf_fmt(&to->text, "<%s object>", cls->name);
        return true;
    }
    /* only the depth counts here: a class that holds itself decides what it prints */
    if (!pl_nest_enter(ev, &nest, NULL)) {
        return false;
    }
    bool ok = cls->print(ev, v.as.obj, repr, to);
    pl_nest_leave(ev, &nest);
    return ok;
}

static void put_int(pl_buf *to, int64_t i) {
    char text[24];
    char *at = text + sizeof text;
    uint64_t n = i < 0 ? 0 - (uint64_t)i : (uint64_t)i;
    do {
        *--at = (char)('0' + n % 10);
        n /= 10;
    } while (n);
    if (i < 0) {
        *--at = '-';
    }
    pl_buf_put(to, at, (size_t)(text + sizeof text - at));
}

/* All kinds that look the same in str() and repr(). */
static bool print_same(pl_eval *ev, pl_value v, bool repr, pl_out *to) {
    pl_buf *text = &to->text;
    switch ((pl_kind)v.kind) {
    case PL_NONE:
        PL_BUF_LIT(text, "None");
        return true;
    case PL_BOOL:
        pl_buf_str(text, v.as.i ? PL_S("True") : PL_S("False"));
        return true;
    case PL_INT:
        put_int(text, v.as.i);
        return true;
    case PL_BIG:
        return pl_int_digits(ev, v, 10, text);
    case PL_FLOAT:
        pl_float_repr(text, v.as.f);
        return true;
    case PL_LIST:
    case PL_TUPLE:
    case PL_DICT:
    case PL_SET:
        return repr_container(ev, v, to);
    case PL_RANGE:
        repr_range(v.as.range, text);
        return true;
    case PL_ITER:
        pl_buf_fmt(text, "<%s object at " ADDRESS ">", v.as.iter->name);
        return true;
    case PL_NATIVE:
        repr_native(v.as.fn, text);
        return true;
    case PL_MACRO:
    case PL_OBJECT:
        return print_object(ev, v, repr, to);
    case PL_UNSET:
    case PL_LAZY:
    case PL_UNDEFINED:
    case PL_STR:
    case PL_KIND_COUNT:
        break;
    }
    return true;
}

bool pl_print(pl_eval *ev, pl_value v, pl_out *to) {
    if (v.kind == PL_STR) {
        pl_out_value(to, v);
        return true;
    }
    to->flags |= v.flags & PL_PROVENANCE;
    if (v.kind == PL_UNDEFINED) {
        return !ev->undefined_fails || pl_raise_undefined(ev, v);
    }
    return print_same(ev, v, false, to);
}

bool pl_repr(pl_eval *ev, pl_value v, pl_out *to) {
    if (v.kind == PL_STR) {
        repr_text(v, to);
        return true;
    }
    to->flags |= v.flags & PL_PROVENANCE;
    if (v.kind == PL_UNDEFINED) {
        PL_BUF_LIT(&to->text, "Undefined");
        return true;
    }
    return print_same(ev, v, true, to);
}

bool pl_to_str(pl_eval *ev, pl_value v, pl_value *out) {
    if (v.kind == PL_STR) {
        *out = v;
        return true;
    }
    pl_out *o = pl_capture_begin(ev);
    bool ok = pl_print(ev, v, o);
    if (ok) {
        *out = pl_out_take(o, 0, ev->arena);
    }
    pl_capture_end(ev, o);
    return ok;
}

/* Python operations on values outside any render: each makes an
 * evaluator of its own. */
#include "eval/ops/python_text.h"

#include "eval/ops/ops.h"
#include "eval/text/notation.h"

typedef bool print_fn(pl_eval *ev, pl_value v, pl_out *to);

static pl_str printed(pl_arena *a, pl_value v, print_fn *print) {
    pl_eval ev;
    pl_out out = {0};
    pl_run_init(&ev, a, &pl_ops_access);
    pl_str text = print(&ev, v, &out) ? pl_buf_take(&out.text, a) : PL_S("<object>");
    pl_out_free(&out);
    pl_run_done(&ev);
    return text;
}

pl_str pl_python_repr(pl_arena *a, pl_value v) {
    return printed(a, v, pl_repr);
}

pl_str pl_python_str(pl_arena *a, pl_value v) {
    if (v.kind == PL_STR) {
        return pl_str_copy(a, pl_str_from(v));
    }
    return printed(a, v, pl_print);
}

void pl_python_put(pl_arena *a, pl_dict *d, pl_value key, pl_value value) {
    pl_eval ev;
    if (key.kind == PL_STR) {
        pl_dict_put_str(a, d, pl_str_from(key), value);
        return;
    }
    pl_run_init(&ev, a, &pl_ops_access);
    pl_dict_put(&ev, d, key, value);
    pl_run_done(&ev);
}

bool pl_python_truth(pl_value v) {
    switch ((pl_kind)v.kind) {
    case PL_BOOL:
    case PL_INT:
        return v.as.i != 0;
    case PL_FLOAT:
        return v.as.f < 0 || v.as.f > 0 || v.as.f != v.as.f;
    case PL_STR:
        return v.len > 0;
    case PL_LIST:
    case PL_TUPLE:
        return v.as.list->len > 0;
    case PL_DICT:
    case PL_SET:
        return v.as.dict->len > 0;
    case PL_UNSET:
    case PL_LAZY:
    case PL_UNDEFINED:
    case PL_NONE:
        return false;
    case PL_BIG:
    case PL_RANGE:
    case PL_ITER:
    case PL_NATIVE:
    case PL_MACRO:
    case PL_OBJECT:
    case PL_KIND_COUNT:
        return true;
    }
    return true;
}

bool pl_python_equal(pl_arena *a, pl_value x, pl_value y) {
    pl_eval ev;
    bool same = false;
    pl_run_init(&ev, a, &pl_ops_access);
    bool ok = pl_equal(&ev, x, y, &same);
    pl_run_done(&ev);
    return ok && same;
}

bool pl_python_literal(pl_arena *a, pl_str text, pl_value *out) {
    pl_eval ev;
    pl_run_init(&ev, a, &pl_ops_access);
    pl_found found = pl_literal_eval(&ev, text, out);
    pl_run_done(&ev);
    return found == PL_FOUND;
}

pl_str pl_python_list(pl_arena *a, const pl_str *at, uint32_t count) {
    pl_value list = pl_list_new(a, count);
    for (uint32_t i = 0; i < count; i++) {
        pl_list_push(a, list.as.list, pl_string(at[i]));
    }
    return pl_python_repr(a, list);
}

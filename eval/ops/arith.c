/* Python's arithmetic operators. */
#include "eval/ops/ops_priv.h"
#include "eval/text/format.h"
#include "eval/text/text.h"

static const char *op_name(int op) {
    static const char *const names[] = {"+", "-", "*", "/", "//", "%", "** or pow()"};
    return names[op - PL_OP_ADD];
}
_Static_assert(PL_OP_POW - PL_OP_ADD == 6, "ADD..POW in the order of nodes.def");

static bool unsupported(pl_eval *ev, int op, pl_value l, pl_value r) {
    return pl_raise(ev, PL_EXC_TYPE,
                    "unsupported operand type(s) for %s: '%s' and '%s'", op_name(op),
                    pl_type_name(l), pl_type_name(r));
}

/* ---- integers */

static int64_t floor_mod(int64_t l, int64_t r) {
    int64_t m = r == -1 ? 0 : l % r;
    return m && (m < 0) != (r < 0) ? m + r : m;
}

static int64_t floor_div(int64_t l, int64_t r) {
    int64_t q = l / r;
    return l % r && (l < 0) != (r < 0) ? q - 1 : q;
}

/* l ** r for r >= 0; false when it leaves int64. */
static bool small_power(int64_t l, int64_t r, int64_t *out) {
    int64_t result = 1;
    while (r) {
        if ((r & 1) && __builtin_mul_overflow(result, l, &result)) {
            return false;
        }
        r >>= 1;
        if (r && __builtin_mul_overflow(l, l, &l)) {
            return false;
        }
    }
    *out = result;
    return true;
}

/* The result when both are int64 and it fits; false otherwise (no error). */
static bool small_binary(int op, int64_t l, int64_t r, int64_t *out) {
    switch (op) {
    case PL_OP_ADD:
        return !__builtin_add_overflow(l, r, out);
    case PL_OP_SUB:
        return !__builtin_sub_overflow(l, r, out);
    case PL_OP_MUL:
        return !__builtin_mul_overflow(l, r, out);
    case PL_OP_FLOORDIV:
        if (!r || (l == INT64_MIN && r == -1)) {
            return false;
        }
        *out = floor_div(l, r);
        return true;
    case PL_OP_MOD:
        if (!r) {
            return false;
        }
        *out = floor_mod(l, r);
        return true;
    default:
        return r >= 0 && small_power(l, r, out);
    }
}

static bool needs_float(pl_eval *ev, pl_value v, double *out) {
    return pl_as_double(v, out) ||
           pl_raise(ev, PL_EXC_OVERFLOW, "int too large to convert to float");
}

static bool float_operands(pl_eval *ev, int op, pl_value l, pl_value r, pl_value *out) {
    double x, y;
    return needs_float(ev, l, &x) && needs_float(ev, r, &y) &&
           pl_float_binary(ev, op, x, y, out);
}

#define EXACT (INT64_C(1) << 53)

static bool divide_ints(pl_eval *ev, pl_value l, pl_value r, pl_value *out) {
    bool exact = l.kind != PL_BIG && r.kind != PL_BIG && l.as.i <= EXACT &&
                 l.as.i >= -EXACT && r.as.i <= EXACT && r.as.i >= -EXACT;
    if (exact && r.as.i) {
        *out = pl_float((double)l.as.i / (double)r.as.i);
        return true;
    }
    return pl_int_true_divide(ev, l, r, out);
}

static bool int_binary(pl_eval *ev, int op, pl_value l, pl_value r, pl_value *out) {
    int64_t small;
    if (op == PL_OP_DIV) {
        return divide_ints(ev, l, r, out);
    }
    if (l.kind != PL_BIG && r.kind != PL_BIG &&
        small_binary(op, l.as.i, r.as.i, &small)) {
        *out = pl_int(small);
        return true;
    }
    if (op == PL_OP_POW && pl_big_is_negative(r)) {
        return float_operands(ev, op, l, r, out);
    }
    return pl_big_binary(ev, op, l, r, out);
}

/* ---- sequences */

static bool concat_lists(pl_eval *ev, pl_value l, pl_value r, pl_value *out) {
    const pl_list *x = l.as.list, *y = r.as.list;
    uint64_t total = (uint64_t)x->len + y->len;
    if (!pl_charge(ev, total * sizeof(pl_value)) || !pl_step(ev, total / 8)) {
        return false;
    }
    if (total > UINT32_MAX / 2) {
        return pl_raise(ev, PL_EXC_FUEL, "a list became too long");
    }
    pl_value list = l.kind == PL_LIST ? pl_list_new(ev->arena, (uint32_t)total)
                                      : pl_tuple_new(ev->arena, (uint32_t)total);
    if (x->len) {
        memcpy(list.as.list->at, x->at, x->len * sizeof(pl_value));
    }
    if (y->len) {
        memcpy(list.as.list->at + x->len, y->at, y->len * sizeof(pl_value));
    }
    list.as.list->len = (uint32_t)total;
    *out = list;
    return true;
}

static bool repeat_list(pl_eval *ev, pl_value l, int64_t times, pl_value *out) {
    const pl_list *x = l.as.list;
    uint64_t n = times > 0 ? (uint64_t)times : 0;
    uint64_t total;
    if (__builtin_mul_overflow(n, (uint64_t)x->len, &total) || total > UINT32_MAX / 2) {
        return pl_raise(ev, PL_EXC_FUEL, "a list became too long");
    }
    if (!pl_charge(ev, total * sizeof(pl_value)) || !pl_step(ev, total / 8)) {
        return false;
    }
    pl_value list = l.kind == PL_LIST ? pl_list_new(ev->arena, (uint32_t)total)
                                      : pl_tuple_new(ev->arena, (uint32_t)total);
    for (uint64_t i = 0; x->len && i < n; i++) {
        memcpy(list.as.list->at + i * x->len, x->at, x->len * sizeof(pl_value));
    }
    list.as.list->len = (uint32_t)total;
    *out = list;
    return true;
}

static bool repeat(pl_eval *ev, pl_value sequence, pl_value times, pl_value *out) {
    int64_t n;
    if (!pl_is_int(times)) {
        return pl_raise(ev, PL_EXC_TYPE,
                        "can't multiply sequence by non-int of type '%s'",
                        pl_type_name(times));
    }
    if (!pl_as_int64(times, &n)) {
        return pl_raise(ev, PL_EXC_OVERFLOW,
                        "cannot fit 'int' into an index-sized integer");
    }
    return sequence.kind == PL_STR ? pl_text_repeat(ev, sequence, n, out)
                                   : repeat_list(ev, sequence, n, out);
}

/* "a" + x, and Markup's `+`, which escapes the other side. */
static bool add_text(pl_eval *ev, pl_value l, pl_value r, pl_value *out) {
    bool markup = pl_is_markup(l) || pl_is_markup(r);
    if (l.kind != PL_STR || r.kind != PL_STR) {
        if (l.kind != PL_STR || markup) {
            return unsupported(ev, PL_OP_ADD, l, r);
        }
        return pl_raise(ev, PL_EXC_TYPE, "can only concatenate str (not \"%s\") to str",
                        pl_type_name(r));
    }
    if (markup && (!pl_text_escape(ev, l, &l) || !pl_text_escape(ev, r, &r))) {
        return false;
    }
    return pl_text_join2(ev, l, r, out);
}

static bool add_sequences(pl_eval *ev, pl_value l, pl_value r, pl_value *out) {
    if (l.kind == PL_STR || (r.kind == PL_STR && !pl_is_sequence(l))) {
        return add_text(ev, l, r, out);
    }
    if (l.kind == r.kind && pl_is_sequence(l)) {
        return concat_lists(ev, l, r, out);
    }
    if (pl_is_sequence(l)) {
        const char *type = pl_type_name(l);
        return pl_raise(ev, PL_EXC_TYPE, "can only concatenate %s (not \"%s\") to %s",
                        type, pl_type_name(r), type);
    }
    return unsupported(ev, PL_OP_ADD, l, r);
}

static bool repeatable(pl_value v) {
    return v.kind == PL_STR || pl_is_sequence(v);
}

/* Operands that are not both numbers, no objects and not undefined. */
static bool other_binary(pl_eval *ev, int op, pl_value l, pl_value r, pl_value *out) {
    if (op == PL_OP_ADD) {
        return add_sequences(ev, l, r, out);
    }
    if (op == PL_OP_MUL && repeatable(l)) {
        return repeat(ev, l, r, out);
    }
    if (op == PL_OP_MUL && repeatable(r)) {
        return repeat(ev, r, l, out);
    }
    if (op == PL_OP_MOD && l.kind == PL_STR) {
        return pl_percent_format(ev, l, r, out);
    }
    if (op == PL_OP_SUB && l.kind == PL_SET && r.kind == PL_SET) {
        return pl_set_difference(ev, l, r, out);
    }
    return unsupported(ev, op, l, r);
}

static pl_found object_binary(pl_eval *ev, int op, pl_value l, pl_value r,
                              pl_value *out) {
    if (l.kind == PL_OBJECT && l.as.obj->cls->binary) {
        pl_found found = l.as.obj->cls->binary(ev, l.as.obj, op, r, false, out);
        if (found != PL_MISSING) {
            return found;
        }
    }
    if (r.kind == PL_OBJECT && r.as.obj->cls->binary) {
        return r.as.obj->cls->binary(ev, r.as.obj, op, l, true, out);
    }
    return PL_MISSING;
}

static bool undefined_operand(pl_eval *ev, pl_value l, pl_value r) {
    return pl_raise_undefined(ev, l.kind == PL_UNDEFINED ? l : r);
}

static bool slow_binary(pl_eval *ev, int op, pl_value l, pl_value r, pl_value *out) {
    if (pl_is_number(l) && pl_is_number(r)) {
        return l.kind == PL_FLOAT || r.kind == PL_FLOAT
                   ? float_operands(ev, op, l, r, out)
                   : int_binary(ev, op, l, r, out);
    }
    if (op == PL_OP_MOD && l.kind == PL_STR) {
        return pl_percent_format(ev, l, r, out);
    }
    pl_found found = object_binary(ev, op, l, r, out);
    if (found != PL_MISSING) {
        return found == PL_FOUND;
    }
    if (l.kind == PL_UNDEFINED || r.kind == PL_UNDEFINED) {
        return undefined_operand(ev, l, r);
    }
    return other_binary(ev, op, l, r, out);
}

bool pl_binary(pl_eval *ev, int op, pl_value l, pl_value r, pl_value *out) {
    int64_t small;
    uint8_t flags = pl_joined(l, r);
    if (l.kind == PL_INT && r.kind == PL_INT && op != PL_OP_DIV &&
        small_binary(op, l.as.i, r.as.i, &small)) {
        *out = pl_with(pl_int(small), flags);
        return true;
    }
    if (!slow_binary(ev, op, l, r, out)) {
        return false;
    }
    *out = pl_with(*out, flags);
    return true;
}

/* Of what is no number. */
static bool unary(pl_eval *ev, int op, pl_value v, pl_value *out) {
    if (v.kind == PL_UNDEFINED) {
        return pl_raise_undefined(ev, v);
    }
    if (v.kind != PL_OBJECT || !v.as.obj->cls->unary) {
        return pl_raise(ev, PL_EXC_TYPE, "bad operand type for unary %c: '%s'",
                        op == PL_OP_NEG ? '-' : '+', pl_type_name(v));
    }
    return v.as.obj->cls->unary(ev, v.as.obj, op, out);
}

bool pl_negate(pl_eval *ev, pl_value v, pl_value *out) {
    uint8_t flags = v.flags;
    if (pl_is_number(v)) {
        *out = pl_number_negate(ev->arena, v);
        return true;
    }
    if (!unary(ev, PL_OP_NEG, v, out)) {
        return false;
    }
    *out = pl_with(*out, flags);
    return true;
}

bool pl_positive(pl_eval *ev, pl_value v, pl_value *out) {
    if (!pl_is_number(v)) {
        return unary(ev, PL_OP_POS, v, out);
    }
    *out = v.kind == PL_BOOL ? pl_with(pl_int(v.as.i), v.flags) : v;
    return true;
}

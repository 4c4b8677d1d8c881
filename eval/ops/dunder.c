/* Which names with underscores Python's types have: the sandbox hides those that exist,
 * while those that do not are merely undefined. */
#include "eval/ops/ops_priv.h"

#define BIT(kind) (1u << (kind))
#define NUMBERS (BIT(PL_INT) | BIT(PL_FLOAT))
#define SEQUENCES (BIT(PL_STR) | BIT(PL_LIST) | BIT(PL_TUPLE) | BIT(PL_RANGE))
#define TABLES (BIT(PL_DICT) | BIT(PL_SET))
#define SIZED (SEQUENCES | TABLES | BIT(PL_UNDEFINED))
#define ADDABLE (NUMBERS | BIT(PL_STR) | BIT(PL_LIST) | BIT(PL_TUPLE))
#define FUNCTIONS (BIT(PL_NATIVE) | BIT(PL_MACRO))
#define ALL UINT32_MAX

static const struct {
    const char *name;
    uint32_t kinds;
} dunders[] = {
    {"__abs__", NUMBERS},
    {"__add__", ADDABLE | BIT(PL_UNDEFINED)},
    {"__and__", BIT(PL_INT) | BIT(PL_SET)},
    {"__annotations__", BIT(PL_NATIVE)},
    {"__bool__", NUMBERS | BIT(PL_NONE) | BIT(PL_RANGE) | BIT(PL_UNDEFINED)},
    {"__call__", FUNCTIONS | BIT(PL_UNDEFINED)},
    {"__class__", ALL},
    {"__class_getitem__", BIT(PL_LIST) | BIT(PL_TUPLE) | TABLES},
    {"__closure__", BIT(PL_NATIVE)},
    {"__code__", BIT(PL_NATIVE)},
    {"__contains__", SEQUENCES | TABLES},
    {"__defaults__", BIT(PL_NATIVE)},
    {"__delattr__", ALL},
    {"__delitem__", BIT(PL_LIST) | BIT(PL_DICT)},
    {"__dict__", FUNCTIONS | BIT(PL_OBJECT)},
    {"__dir__", ALL},
    {"__divmod__", NUMBERS},
    {"__doc__", ALL},
    {"__eq__", ALL},
    {"__float__", NUMBERS},
    {"__floordiv__", NUMBERS | BIT(PL_UNDEFINED)},
    {"__format__", ALL},
    {"__ge__", ALL},
    {"__get__", BIT(PL_NATIVE)},
    {"__getattribute__", ALL},
    {"__getitem__", SEQUENCES | BIT(PL_DICT) | BIT(PL_UNDEFINED)},
    {"__getnewargs__", NUMBERS | BIT(PL_STR) | BIT(PL_TUPLE)},
    {"__getstate__", ALL},
    {"__globals__", BIT(PL_NATIVE)},
    {"__gt__", ALL},
    {"__hash__", ALL},
    {"__iadd__", BIT(PL_LIST)},
    {"__imul__", BIT(PL_LIST)},
    {"__index__", BIT(PL_INT)},
    {"__init__", ALL},
    {"__init_subclass__", ALL},
    {"__int__", NUMBERS | BIT(PL_UNDEFINED)},
    {"__invert__", BIT(PL_INT)},
    {"__ior__", TABLES},
    {"__iter__", SIZED | BIT(PL_ITER)},
    {"__kwdefaults__", BIT(PL_NATIVE)},
    {"__le__", ALL},
    {"__len__", SIZED},
    {"__lt__", ALL},
    {"__mod__", NUMBERS | BIT(PL_STR) | BIT(PL_UNDEFINED)},
    {"__module__", FUNCTIONS | BIT(PL_OBJECT) | BIT(PL_UNDEFINED)},
    {"__mul__", ADDABLE | BIT(PL_UNDEFINED)},
    {"__name__", BIT(PL_NATIVE) | BIT(PL_ITER)},
    {"__ne__", ALL},
    {"__neg__", NUMBERS | BIT(PL_UNDEFINED)},
    {"__new__", ALL},
    {"__next__", BIT(PL_ITER)},
    {"__or__", BIT(PL_INT) | TABLES},
    {"__pos__", NUMBERS | BIT(PL_UNDEFINED)},
    {"__pow__", NUMBERS | BIT(PL_UNDEFINED)},
    {"__qualname__", BIT(PL_NATIVE) | BIT(PL_ITER)},
    {"__radd__", NUMBERS | BIT(PL_UNDEFINED)},
    {"__reduce__", ALL},
    {"__reduce_ex__", ALL},
    {"__repr__", ALL},
    {"__reversed__", BIT(PL_LIST) | BIT(PL_DICT) | BIT(PL_RANGE)},
    {"__rmod__", NUMBERS | BIT(PL_STR) | BIT(PL_UNDEFINED)},
    {"__rmul__", ADDABLE | BIT(PL_UNDEFINED)},
    {"__ror__", BIT(PL_INT) | TABLES},
    {"__round__", NUMBERS},
    {"__rsub__", NUMBERS | BIT(PL_SET) | BIT(PL_UNDEFINED)},
    {"__self__", BIT(PL_NATIVE)},
    {"__setattr__", ALL},
    {"__setitem__", BIT(PL_LIST) | BIT(PL_DICT)},
    {"__sizeof__", ALL},
    {"__slots__", BIT(PL_UNDEFINED)},
    {"__str__", ALL},
    {"__sub__", NUMBERS | BIT(PL_SET) | BIT(PL_UNDEFINED)},
    {"__subclasshook__", ALL},
    {"__text_signature__", BIT(PL_NATIVE)},
    {"__truediv__", NUMBERS | BIT(PL_UNDEFINED)},
    {"__trunc__", NUMBERS},
    {"__xor__", BIT(PL_INT) | BIT(PL_SET)},
    {"_arguments", BIT(PL_MACRO)},
    {"_environment", BIT(PL_MACRO)},
    {"_fail_with_undefined_error", BIT(PL_UNDEFINED)},
    {"_func", BIT(PL_MACRO)},
    {"_undefined_exception", BIT(PL_UNDEFINED)},
    {"_undefined_hint", BIT(PL_UNDEFINED)},
    {"_undefined_message", BIT(PL_UNDEFINED)},
    {"_undefined_name", BIT(PL_UNDEFINED)},
    {"_undefined_obj", BIT(PL_UNDEFINED)},
};

static pl_kind type_kind(pl_value v) {
    if (v.kind == PL_BOOL || v.kind == PL_BIG) {
        return PL_INT;
    }
    if (pl_as_view(v)) {
        return PL_SET;
    }
    return (pl_kind)v.kind;
}

bool pl_has_dunder(pl_value v, pl_str name) {
    uint32_t lo = 0, hi = sizeof dunders / sizeof dunders[0];
    while (lo < hi) {
        uint32_t mid = (lo + hi) / 2;
        int order = pl_str_cmp(name, pl_str_of(dunders[mid].name));
        if (!order) {
            return dunders[mid].kinds >> type_kind(v) & 1;
        }
        if (order < 0) {
            hi = mid;
        } else {
            lo = mid + 1;
        }
    }
    return false;
}

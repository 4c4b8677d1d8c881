/* Jinja2's globals: range, dict, cycler, joiner, namespace, lipsum. */
#include "eval/eval.h"
#include "eval/methods/methods.h"
#include "eval/value/value_priv.h"

/* ---- range: limited as in the sandbox */

enum { MAX_RANGE = 100000 };

static bool index_arg(pl_eval *ev, pl_value v, int64_t *out) {
    if (!pl_is_int(v)) {
        return pl_raise(ev, PL_EXC_TYPE,
                        "'%s' object cannot be interpreted as an integer",
                        pl_type_name(v));
    }
    if (!pl_as_int64(v, out)) {
        return pl_raise(ev, PL_EXC_OVERFLOW,
                        "Python int too large to convert to C ssize_t");
    }
    return true;
}

static bool global_range(pl_eval *ev, const pl_value *argv, pl_value *out) {
    int64_t start = 0, stop, step = 1;
    if (!index_arg(ev, argv[1], &stop)) {
        return false;
    }
    if (argv[2].kind != PL_UNSET) {
        start = stop;
        if (!index_arg(ev, argv[2], &stop)) {
            return false;
        }
    }
    if (argv[3].kind != PL_UNSET && !index_arg(ev, argv[3], &step)) {
        return false;
    }
    if (step == 0) {
        return pl_raise(ev, PL_EXC_VALUE, "range() arg 3 must not be zero");
    }
    pl_range *r = PL_NEW(ev->arena, pl_range);
    *r = (pl_range){start, stop, step};
    pl_value v = {.kind = PL_RANGE, .as.range = r};
    int64_t length;
    if (!pl_length(ev, v, &length)) {
        return false;
    }
    if (length > MAX_RANGE) {
        return pl_raise(
            ev, PL_EXC_SECURITY,
            "Range too big. The sandbox blocks ranges larger than MAX_RANGE (%d).",
            MAX_RANGE);
    }
    *out = v;
    return true;
}

/* ---- dict(pairs, key=value) */

static bool global_dict(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_value v = pl_dict_new(ev->arena, 8);
    if (argv[1].kind != PL_UNSET && !pl_dict_update(ev, v.as.dict, argv[1])) {
        return false;
    }
    if (!pl_dict_update(ev, v.as.dict, argv[2])) {
        return false;
    }
    *out = v;
    return true;
}

/* ---- namespace */

typedef struct namespace_object {
    pl_object base;
    pl_dict *attrs;
} namespace_object;

static pl_found namespace_attr(pl_eval *ev, pl_object *self, pl_str name,
                               pl_value *out) {
    (void)ev;
    const pl_value *v = pl_dict_find(((namespace_object *)(void *)self)->attrs, name);
    if (!v) {
        return PL_MISSING;
    }
    *out = *v;
    return PL_FOUND;
}

static bool namespace_print(pl_eval *ev, pl_object *self, bool repr, pl_out *to) {
    (void)repr;
    pl_out_put(to, PL_S("<Namespace "));
    if (!pl_repr(ev,
                 (pl_value){.kind = PL_DICT,
                            .as.dict = ((namespace_object *)(void *)self)->attrs},
                 to)) {
        return false;
    }
    pl_out_put(to, PL_S(">"));
    return true;
}

static const pl_class namespace_class = {
    .name = "Namespace",
    .attr = namespace_attr,
    .print = namespace_print,
};

static bool global_namespace(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_value attrs;
    if (!global_dict(ev, argv, &attrs)) {
        return false;
    }
    namespace_object *ns = PL_NEW(ev->arena, namespace_object);
    ns->base.cls = &namespace_class;
    ns->attrs = attrs.as.dict;
    *out = pl_object_value(ns);
    return true;
}

bool pl_namespace_check(pl_eval *ev, pl_value ns) {
    return (ns.kind == PL_OBJECT && ns.as.obj->cls == &namespace_class) ||
           pl_raise(ev, PL_EXC_RUNTIME,
                    "cannot assign attribute on non-namespace object");
}

bool pl_namespace_set(pl_eval *ev, pl_value ns, pl_str name, pl_value v) {
    if (!pl_namespace_check(ev, ns)) {
        return false;
    }
    pl_dict *attrs = ((namespace_object *)(void *)ns.as.obj)->attrs;
    pl_keep_for(ev, attrs->home);
    pl_dict_put_str(ev->arena, attrs, name, v);
    return true;
}

/* ---- cycler */

typedef struct cycler_object {
    pl_object base;
    pl_list *items;
    uint32_t at;
} cycler_object;

static bool cycler_next(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)ev;
    cycler_object *c = (cycler_object *)(void *)argv[0].as.obj;
    *out = c->items->at[c->at];
    c->at = (c->at + 1) % c->items->len;
    return true;
}

static bool cycler_reset(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)ev;
    ((cycler_object *)(void *)argv[0].as.obj)->at = 0;
    *out = pl_none();
    return true;
}

static const pl_native cycler_next_fn = {"next", cycler_next, 0, 0, 0, ""};
static const pl_native cycler_reset_fn = {"reset", cycler_reset, 0, 0, 0, ""};

static pl_found cycler_attr(pl_eval *ev, pl_object *self, pl_str name, pl_value *out) {
    cycler_object *c = (cycler_object *)(void *)self;
    if (PL_STR_IS(name, "current")) {
        *out = c->items->at[c->at];
    } else if (PL_STR_IS(name, "next")) {
        *out = pl_bound_new(ev->arena, &cycler_next_fn, pl_object_value(c));
    } else if (PL_STR_IS(name, "reset")) {
        *out = pl_bound_new(ev->arena, &cycler_reset_fn, pl_object_value(c));
    } else if (PL_STR_IS(name, "pos")) {
        *out = pl_int(c->at);
    } else if (PL_STR_IS(name, "items")) {
        *out = (pl_value){.kind = PL_TUPLE, .as.list = c->items};
    } else {
        return PL_MISSING;
    }
    return PL_FOUND;
}

static const pl_class cycler_class = {.name = "Cycler", .attr = cycler_attr};

static bool global_cycler(pl_eval *ev, const pl_value *argv, pl_value *out) {
    if (!argv[1].as.list->len) {
        return pl_raise(ev, PL_EXC_RUNTIME, "at least one item has to be provided");
    }
    cycler_object *c = PL_NEW(ev->arena, cycler_object);
    c->base.cls = &cycler_class;
    c->items = argv[1].as.list;
    *out = pl_object_value(c);
    return true;
}

/* ---- joiner */

typedef struct joiner_object {
    pl_object base;
    pl_value separator;
    bool used;
} joiner_object;

static bool joiner_call(pl_eval *ev, pl_object *self, const pl_call *call,
                        pl_value *out) {
    joiner_object *j = (joiner_object *)(void *)self;
    if (call->arg_count || call->kwarg_count) {
        return pl_raise(ev, PL_EXC_TYPE, "joiner takes no arguments");
    }
    *out = j->used ? j->separator : pl_string(PL_S(""));
    j->used = true;
    return true;
}

static pl_found joiner_attr(pl_eval *ev, pl_object *self, pl_str name, pl_value *out) {
    (void)ev;
    const joiner_object *j = (const joiner_object *)(const void *)self;
    if (PL_STR_IS(name, "sep")) {
        *out = j->separator;
    } else if (PL_STR_IS(name, "used")) {
        *out = pl_bool(j->used);
    } else {
        return PL_MISSING;
    }
    return PL_FOUND;
}

static const pl_class joiner_class = {
    .name = "Joiner", .attr = joiner_attr, .call = joiner_call};

static bool global_joiner(pl_eval *ev, const pl_value *argv, pl_value *out) {
    joiner_object *j = PL_NEW(ev->arena, joiner_object);
    j->base.cls = &joiner_class;
    j->separator = argv[1].kind == PL_UNSET ? pl_string(PL_S(", ")) : argv[1];
    *out = pl_object_value(j);
    return true;
}

/* ---- lipsum: random in Jinja2, so nobody relies on its text; here it is fixed */

static bool global_lipsum(pl_eval *ev, const pl_value *argv, pl_value *out) {
    static const char paragraph[] = "Lorem ipsum dolor sit amet, consectetur "
                                    "adipiscing elit, sed do eiusmod tempor "
                                    "incididunt ut labore et dolore magna aliqua.";
    int64_t n = 5;
    bool html = true;
    if (argv[1].kind != PL_UNSET && !index_arg(ev, argv[1], &n)) {
        return false;
    }
    if (argv[2].kind != PL_UNSET && !pl_truth(ev, argv[2], &html)) {
        return false;
    }
    pl_out *o = pl_capture_begin(ev);
    bool ok = true;
    for (int64_t i = 0; ok && i < n; i++) {
        ok = pl_burn(ev, 100);
        pl_buf_fmt(&o->text, "%s%s%s%s", i ? (html ? "\n" : "\n\n") : "",
                   html ? "<p>" : "", paragraph, html ? "</p>" : "");
    }
    if (ok) {
        *out = pl_out_take(o, 0, ev->arena);
        out->flags |= html ? PL_MARKUP : 0;
    }
    pl_capture_end(ev, o);
    return ok;
}

/* ---- classes among the globals: callable, printed as classes */

typedef struct type_object {
    pl_object base;
    pl_native make;
    const char *shown;
} type_object;

static bool type_call(pl_eval *ev, pl_object *self, const pl_call *call,
                      pl_value *out) {
    const type_object *t = (const type_object *)(const void *)self;
    return pl_native_call(ev, &t->make, (pl_value){.kind = PL_UNSET}, call, out);
}

static bool type_print(pl_eval *ev, pl_object *self, bool repr, pl_out *to) {
    (void)ev;
    (void)repr;
    pl_buf_fmt(&to->text, "<class '%s'>",
               ((const type_object *)(const void *)self)->shown);
    return true;
}

/* dict.fromkeys; other methods need a dict to work on. */
static pl_found type_attr(pl_eval *ev, pl_object *self, pl_str name, pl_value *out) {
    const type_object *t = (const type_object *)(const void *)self;
    pl_value empty = pl_dict_new(ev->arena, 0);
    if (t->make.fn != global_dict || !PL_STR_IS(name, "fromkeys")) {
        return PL_MISSING;
    }
    const pl_native *method = pl_method_find(empty, name);
    *out = pl_bound_new(ev->arena, method, empty);
    return PL_FOUND;
}

static const pl_class type_class = {
    .name = "type", .attr = type_attr, .call = type_call, .print = type_print};

#define CLASS(name, fn, max, flags, params, shown)                                     \
    { {&type_class}, {name, fn, 0, max, flags, params}, shown }

static const type_object classes[] = {
    CLASS("dict", global_dict, 1, PL_FN_KWARGS | PL_FN_MIX, "", "dict"),
    CLASS("cycler", global_cycler, 0, PL_FN_VARARGS, "", "jinja2.utils.Cycler"),
    CLASS("joiner", global_joiner, 1, 0, "sep", "jinja2.utils.Joiner"),
    CLASS("namespace", global_namespace, 1, PL_FN_KWARGS | PL_FN_MIX, "",
          "jinja2.utils.Namespace"),
};

static const pl_native functions[] = {
    {"range", global_range, 1, 3, PL_FN_POSITIONAL, "start,stop,step"},
    {"lipsum", global_lipsum, 0, 4, 0, "n,html,min,max"},
};

static const pl_bound bound_functions[] = {{&functions[0], {0}}, {&functions[1], {0}}};

pl_found pl_global_find(pl_eval *ev, pl_str name, pl_value *out) {
    (void)ev;
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        if (pl_str_eq(name, pl_str_of(functions[i].name))) {
            *out = (pl_value){.kind = PL_NATIVE, .as.fn = &bound_functions[i]};
            return PL_FOUND;
        }
    }
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++) {
        if (pl_str_eq(name, pl_str_of(classes[i].make.name))) {
            *out = pl_object_value((void *)(uintptr_t)&classes[i]);
            return PL_FOUND;
        }
    }
    return PL_MISSING;
}

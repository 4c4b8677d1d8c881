/* adapter.dispatch: the variant of a macro for the adapter.
 *
 * Packages are the outer loop, prefixes the inner one: a root project's default__x
 * beats another package's snowflake__x. Source: dbt-core 1.9 context/providers.py
 * BaseDatabaseWrapper. */
#include "macros/context/arguments.h"
#include "macros/warehouse/warehouse.h"

static bool bad_name(pl_eval *ev, pl_str name, uint32_t dot) {
    pl_str space = pl_str_sub(name, 0, dot), rest = pl_str_sub(name, dot + 1, name.len);
    return pl_raise_code(
        ev, PL_E0301, PL_EXC_COMPILATION,
        "In adapter.dispatch, got a macro name of \"%.*s\", but \".\" is not a "
        "valid macro name component. Did you mean `adapter.dispatch(\"%.*s\", "
        "macro_namespace=\"%.*s\")`?",
        PL_FMT(name), PL_FMT(rest), PL_FMT(space));
}

static bool macro_name(pl_eval *ev, pl_value v, pl_str *out) {
    if (!pl_is_str(v) && v.kind != PL_UNDEFINED) {
        return pl_raise(ev, PL_EXC_TYPE, "argument of type '%s' is not iterable",
                        pl_type_name(v));
    }
    if (!pl_text_of(ev, v, out)) {
        return false;
    }
    uint32_t dot = pl_str_find_char(*out, '.');
    return dot == UINT32_MAX || bad_name(ev, *out, dot);
}

/* The packages to search; none: whatever the node sees. */
static bool packages_of(pl_eval *ev, pl_value space, const pl_str **out,
                        uint32_t *len) {
    pl_dbt *d = pl_dbt_of(ev);
    pl_str shown;
    *len = 0;
    if (space.kind == PL_NONE) {
        return true;
    }
    if (!pl_is_str(space)) {
        return pl_text_of(ev, space, &shown) &&
               pl_raise_code(
                   ev, PL_E0301, PL_EXC_COMPILATION,
                   "In adapter.dispatch, got a %.*s macro_namespace argument "
                   "(\"%.*s\"), but macro_namespace should be None or a string.",
                   PL_FMT(pl_class_text(ev, space)), PL_FMT(shown));
    }
    if (!d->ops->dispatch_order(d, pl_str_from(space), out, len)) {
        *len = 0;
    }
    return true;
}

static pl_found candidate(pl_eval *ev, const pl_str *package, pl_str name,
                          pl_value *out) {
    pl_dbt *d = pl_dbt_of(ev);
    if (!package) {
        pl_found found = d->ops->macro(d, ev, name, pl_str_hash(name), out);
        return found == PL_FOUND && out->kind != PL_MACRO ? PL_MISSING : found;
    }
    const pl_macro_def *def = d->ops->macro_in(d, *package, name);
    if (!def) {
        return PL_MISSING;
    }
    *out = (pl_value){.kind = PL_MACRO, .as.macro = &def->macro};
    return PL_FOUND;
}

typedef struct search {
    const pl_str *packages;
    uint32_t package_len;
    const pl_str *prefixes;
    uint32_t prefix_len;
    pl_str name;
} search;

static bool not_found(pl_eval *ev, const search *s, pl_value space) {
    pl_buf tried = {0};
    pl_str shown;
    uint32_t rounds = s->package_len ? s->package_len : 1;
    for (uint32_t i = 0; i < rounds * s->prefix_len; i++) {
        pl_str prefix = s->prefixes[i % s->prefix_len];
        pl_str package = s->package_len ? s->packages[i / s->prefix_len] : PL_S("");
        pl_buf_fmt(&tried, "%s'%.*s%s%.*s__%.*s'", i ? ", " : "", PL_FMT(package),
                   s->package_len ? "." : "", PL_FMT(prefix), PL_FMT(s->name));
    }
    if (pl_text_of(ev, space, &shown)) {
        pl_raise_code(
            ev, PL_E0301, PL_EXC_COMPILATION,
            "In dispatch: No macro named '%.*s' found within namespace: '%.*s'\n    Searched for: %.*s",
            PL_FMT(s->name), PL_FMT(shown), PL_FMT(pl_buf_view(&tried)));
    }
    pl_buf_free(&tried);
    return false;
}

static pl_found look_for(pl_eval *ev, const search *s, pl_value *out) {
    uint32_t rounds = s->package_len ? s->package_len : 1;
    for (uint32_t i = 0; i < rounds * s->prefix_len; i++) {
        const pl_str *package = s->package_len ? &s->packages[i / s->prefix_len] : NULL;
        pl_str name =
            pl_str_cat3(ev->arena, s->prefixes[i % s->prefix_len], PL_S("__"), s->name);
        pl_found found = candidate(ev, package, name, out);
        if (found != PL_MISSING) {
            return found;
        }
    }
    return PL_MISSING;
}

bool pl_dispatch_macro(pl_eval *ev, pl_value name, pl_value space, pl_value *out) {
    pl_dbt *d = pl_dbt_of(ev);
    search s = {0};
    if (!macro_name(ev, name, &s.name) ||
        !packages_of(ev, space, &s.packages, &s.package_len)) {
        return false;
    }
    s.prefixes = d->ops->dispatch_prefixes(d, &s.prefix_len);
    pl_found found = look_for(ev, &s, out);
    return found == PL_FOUND || (found == PL_MISSING && not_found(ev, &s, space));
}

bool pl_adapter_dispatch(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_str name;
    if (pl_or_none(argv[3]).kind == PL_NONE) {
        return pl_dispatch_macro(ev, argv[1], pl_or_none(argv[2]), out);
    }
    return macro_name(ev, argv[1], &name) &&
           pl_raise_code(
               ev, PL_E0301, PL_EXC_COMPILATION,
               "        The \"packages\" argument of adapter.dispatch() has been "
               "deprecated.\n        Use the \"macro_namespace\" argument instead.\n\n"
               "        Raised during dispatch for: %.*s\n\n        For more "
               "information, see:\n\n        https://docs.getdbt.com/reference/"
               "dbt-jinja-functions/dispatch\n        ",
               PL_FMT(name));
}

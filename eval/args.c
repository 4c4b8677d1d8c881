/* Arguments of a call site, evaluated: positional, keywords, *args, **kwargs. */
#include "eval/interp_priv.h"
#include "eval/value/value_priv.h"

static bool eval_star(pl_eval *ev, pl_ref ref, pl_call_room *room) {
    pl_value v, all;
    if (!pl_eval_expr(ev, ref, &v)) {
        return false;
    }
    if (!pl_to_list(ev, v, &all)) {
        return false;
    }
    uint32_t n = room->call.arg_count;
    pl_value *args = PL_NEW_ARRAY(ev->arena, pl_value, n + all.as.list->len);
    if (n) {
        memcpy(args, room->call.args, n * sizeof *args);
    }
    for (uint32_t i = 0; i < all.as.list->len; i++) {
        args[n + i] = pl_with(all.as.list->at[i], v.flags);
    }
    room->call.args = args;
    room->call.arg_count = n + all.as.list->len;
    return true;
}

static bool has_keyword(const pl_call *call, pl_str name) {
    for (uint32_t i = 0; i < call->kwarg_count; i++) {
        if (pl_str_eq(call->names[i], name)) {
            return true;
        }
    }
    return false;
}

static bool eval_star_star(pl_eval *ev, pl_ref ref, pl_call_room *room) {
    pl_value v;
    if (!pl_eval_expr(ev, ref, &v)) {
        return false;
    }
    if (v.kind == PL_UNDEFINED) { /* the keys() it is asked for */
        return pl_swallows(v) || pl_raise_undefined(ev, v);
    }
    if (v.kind != PL_DICT) {
        return pl_raise(ev, PL_EXC_TYPE,
                        "jinja2.sandbox.SandboxedEnvironment.call() argument after ** "
                        "must be a mapping, not %s",
                        pl_type_name(v));
    }
    uint32_t n = room->call.kwarg_count;
    uint32_t room_for = n + v.as.dict->len;
    pl_value *values = PL_NEW_ARRAY(ev->arena, pl_value, room_for);
    pl_str *names = PL_NEW_ARRAY(ev->arena, pl_str, room_for);
    if (n) {
        memcpy(values, room->call.kwargs, n * sizeof *values);
        memcpy(names, room->call.names, n * sizeof *names);
    }
    uint32_t i = 0;
    for (const pl_dict_entry *e; (e = pl_dict_next(v.as.dict, &i)) != NULL;) {
        if (e->key.kind != PL_STR) {
            return pl_raise(ev, PL_EXC_TYPE, "keywords must be strings");
        }
        if (has_keyword(&room->call, pl_str_from(e->key))) {
            return pl_raise(ev, PL_EXC_TYPE,
                            "got multiple values for keyword argument '%.*s'",
                            PL_FMT(pl_str_from(e->key)));
        }
        names[n] = pl_str_from(e->key);
        values[n++] = e->value;
    }
    room->call.kwargs = values;
    room->call.names = names;
    room->call.kwarg_count = n;
    return true;
}

bool pl_eval_args(pl_eval *ev, const pl_args *record, pl_call_room *room) {
    uint32_t positional = record->positional;
    uint32_t keywords = record->keywords;
    const pl_ref *given = record->at;
    pl_value *args = room->few;
    pl_value *values = room->few_kw;
    pl_str *names = room->few_names;
    if (positional > PL_FEW_ARGS) {
        args = PL_NEW_ARRAY(ev->arena, pl_value, positional);
    }
    if (keywords > PL_FEW_ARGS) {
        values = PL_NEW_ARRAY(ev->arena, pl_value, keywords);
        names = PL_NEW_ARRAY(ev->arena, pl_str, keywords);
    }
    for (uint32_t i = 0; i < positional; i++) {
        if (!pl_eval_expr(ev, *given++, &args[i])) {
            return false;
        }
    }
    room->call = (pl_call){args, names, values, positional, keywords};
    if (record->star && !eval_star(ev, record->star, room)) {
        return false;
    }
    const pl_kwarg *keyword = pl_kwargs(record);
    for (uint32_t i = 0; i < keywords; i++, keyword++) {
        names[i] = pl_name_at(ev, keyword->name).text;
        if (!pl_eval_expr(ev, keyword->value, &values[i])) {
            return false;
        }
    }
    return !record->star_star || eval_star_star(ev, record->star_star, room);
}

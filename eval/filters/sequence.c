/* eval/filters/sequence.c: filters on sequences: first, last, length, list, join,
 * reverse, random, items, batch, slice, and the two on any value, default and attr. */
#include "eval/filters/filters_priv.h"
#include "eval/value/value_priv.h"

bool filter_default(pl_eval *ev, const pl_value *argv, pl_value *out) {
    bool falsy, full = argv[0].kind != PL_UNDEFINED;
    if (!pl_arg_truth(ev, argv[2], false, &falsy) ||
        (full && falsy && !pl_truth(ev, argv[0], &full))) {
        return false;
    }
    *out = full ? argv[0] : pl_arg_given(argv[1]) ? argv[1] : pl_string(PL_S(""));
    return true;
}

bool filter_attr(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_value name;
    return pl_to_str(ev, argv[1], &name) &&
           pl_getattr_after_item(ev, argv[0], pl_str_from(name), out);
}

bool filter_length(pl_eval *ev, const pl_value *argv, pl_value *out) {
    int64_t n;
    if (!pl_length(ev, argv[0], &n)) {
        return false;
    }
    *out = pl_int(n);
    return true;
}

bool filter_list(pl_eval *ev, const pl_value *argv, pl_value *out) {
    return pl_to_list(ev, argv[0], out);
}

bool filter_first(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_cursor c;
    if (!pl_iterate(ev, argv[0], &c)) {
        return false;
    }
    pl_found found = pl_next(ev, &c, out);
    if (found == PL_MISSING) {
        *out = pl_undefined_hint(ev, PL_S("No first item, sequence was empty."));
    }
    return found != PL_FAILED;
}

/* ---- from the end */

/* The type of reversed(v), or NULL where Python has none. */
static const char *reversed_type(pl_value v) {
    if (v.kind == PL_OBJECT) {
        return pl_as_view(v) ? "dict_reversekeyiterator" : NULL;
    }
    switch ((int)v.kind) {
    case PL_LIST:
        return "list_reverseiterator";
    case PL_DICT:
        return "dict_reversekeyiterator";
    case PL_RANGE:
        return "range_iterator";
    case PL_STR:
    case PL_TUPLE:
    case PL_UNDEFINED:
        return "reversed";
    default:
        return NULL;
    }
}

static void turn_round(pl_list *l) {
    for (uint32_t i = 0; i + 1 < l->len - i; i++) {
        pl_value t = l->at[i];
        l->at[i] = l->at[l->len - 1 - i];
        l->at[l->len - 1 - i] = t;
    }
}

bool filter_last(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_value list;
    if (!reversed_type(argv[0])) {
        return pl_raise(ev, PL_EXC_TYPE, "'%s' object is not reversible",
                        pl_type_name(argv[0]));
    }
    if (pl_is_sequence(argv[0])) {
        list = argv[0];
    } else if (!pl_to_list(ev, argv[0], &list)) {
        return false;
    }
    const pl_list *l = list.as.list;
    *out = l->len ? l->at[l->len - 1]
                  : pl_undefined_hint(ev, PL_S("No last item, sequence was empty."));
    return true;
}

static bool reverse_text(pl_eval *ev, pl_value s, pl_value *out) {
    return pl_slice(ev, s, pl_none(), pl_none(), pl_int(-1), out);
}

bool filter_reverse(pl_eval *ev, const pl_value *argv, pl_value *out) {
    if (pl_is_str(argv[0])) {
        return reverse_text(ev, argv[0], out);
    }
    const char *type = reversed_type(argv[0]);
    pl_value list;
    if (!pl_to_list(ev, argv[0], &list)) {
        return pl_error_caught(ev, PL_EXC_TYPE) &&
               pl_raise(ev, PL_EXC_FILTER_ARGUMENT, "argument must be iterable");
    }
    turn_round(list.as.list);
    *out = type ? pl_iter_over(ev, list, type) : list;
    return true;
}

/* No real chance: the same template gives the same bytes. */
bool filter_random(pl_eval *ev, const pl_value *argv, pl_value *out) {
    int64_t n;
    if (!pl_length(ev, argv[0], &n)) {
        return false;
    }
    if (n == 0) {
        *out = pl_undefined_hint(ev, PL_S("No random item, sequence was empty."));
        return true;
    }
    int64_t left = ev->rest + ev->fuel;
    uint32_t draw = pl_hash_bytes(&left, sizeof left);
    return pl_getitem(ev, argv[0], pl_int(draw % n), out);
}

/* ---- join */

static bool any_markup(const pl_list *items) {
    for (uint32_t i = 0; i < items->len; i++) {
        if (pl_is_markup(items->at[i])) {
            return true;
        }
    }
    return false;
}

static bool put_joined(pl_eval *ev, pl_out *o, pl_value item, bool escape) {
    uint32_t before = o->text.len;
    pl_value text;
    if (!escape) {
        if (!pl_print(ev, item, o)) {
            return false;
        }
    } else if (pl_text_escape(ev, item, &text)) {
        pl_out_value(o, text);
    } else {
        return false;
    }
    return pl_afford(ev, o->text.len - before) && pl_burn(ev, 1);
}

/* The items one by one: where they need no escaping, nothing but the text is kept. */
static bool join_items(pl_eval *ev, pl_value items, pl_value sep,
                       const pl_attr_path *path, bool escape, pl_out *o) {
    pl_cursor c;
    pl_value item;
    pl_found more;
    if (!pl_iterate(ev, items, &c)) {
        return false;
    }
    for (bool first = true; (more = pl_next(ev, &c, &item)) == PL_FOUND;
         first = false) {
        if ((!first && !put_joined(ev, o, sep, escape)) ||
            !pl_attr_path_get(ev, path, item, pl_none(), &item) ||
            !put_joined(ev, o, item, escape)) {
            return false;
        }
    }
    return more == PL_MISSING;
}

bool filter_join(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_value sep = pl_string(PL_S("")), items = argv[0];
    pl_attr_path path;
    bool escape = false;
    if ((pl_arg_given(argv[1]) && !pl_to_str(ev, argv[1], &sep)) ||
        !pl_attr_path_make(ev, argv[2], &path)) {
        return false;
    }
    if (ev->autoescape) {
        if (!pl_to_list(ev, items, &items)) {
            return false;
        }
        escape = pl_is_markup(sep) || any_markup(items.as.list);
    }
    pl_out *o = pl_capture_begin(ev);
    if (!join_items(ev, items, sep, &path, escape, o)) {
        return pl_capture_drop(ev, o);
    }
    if (!pl_capture_take(ev, o, out)) {
        return false;
    }
    out->flags |= escape ? PL_MARKUP : 0;
    return true;
}

/* ---- generators */

typedef struct items_state {
    bool started;
    pl_cursor from;
} items_state;

static bool is_mapping(pl_value v) {
    return v.kind == PL_DICT || (v.kind == PL_OBJECT && v.as.obj->cls->is_mapping);
}

static bool items_start(pl_eval *ev, items_state *s, pl_value source) {
    pl_value list;
    s->started = true;
    if (source.kind == PL_UNDEFINED) {
        return pl_iterate(ev, source, &s->from);
    }
    if (!is_mapping(source)) {
        return pl_raise(ev, PL_EXC_TYPE, "Can only get item pairs from a mapping.");
    }
    return pl_mapping_items(ev, source, &list) && pl_iterate(ev, list, &s->from);
}

static pl_found items_next(pl_eval *ev, pl_iter *it, pl_value *out) {
    items_state *s = it->state;
    if (!s->started && !items_start(ev, s, it->source)) {
        return PL_FAILED;
    }
    return pl_next(ev, &s->from, out);
}

bool filter_items(pl_eval *ev, const pl_value *argv, pl_value *out) {
    *out = pl_generator_new(ev, items_next, PL_NEW(ev->arena, items_state), argv[0]);
    return true;
}

typedef struct batch_state {
    pl_value count, fill;
    bool started, ended;
    pl_cursor from;
    pl_value kept; /* the item that did not fit the last batch; unset: none */
} batch_state;

/* tmp += [fill_with] * (linecount - len(tmp)) */
static bool batch_fill(pl_eval *ev, const batch_state *s, pl_list *batch) {
    bool short_of;
    int64_t wanted;
    if (!pl_arg_some(s->fill)) {
        return true;
    }
    if (!pl_compare_values(ev, PL_IS_LT, pl_int(batch->len), s->count, &short_of)) {
        return false;
    }
    if (!short_of) {
        return true;
    }
    if (!pl_arg_index(ev, s->count, 0, &wanted)) {
        return false;
    }
    int64_t missing = wanted - batch->len;
    if (!pl_burn(ev, missing) ||
        !pl_afford(ev, missing > INT32_MAX ? INT64_MAX : missing * 16)) {
        return false;
    }
    for (; missing > 0; missing--) {
        pl_list_push(ev->arena, batch, s->fill);
    }
    return true;
}

static pl_found batch_pull(pl_eval *ev, batch_state *s, pl_value *out) {
    *out = pl_list_new(ev->arena, 4);
    pl_list *batch = out->as.list;
    pl_value item;
    if (pl_arg_given(s->kept)) {
        pl_list_push(ev->arena, batch, s->kept);
        s->kept = (pl_value){0};
    }
    for (;;) {
        bool full;
        pl_found more = pl_next(ev, &s->from, &item);
        if (more == PL_FAILED) {
            return PL_FAILED;
        }
        if (more == PL_MISSING) {
            break;
        }
        if (!pl_burn(ev, 1) || !pl_equal(ev, pl_int(batch->len), s->count, &full)) {
            return PL_FAILED;
        }
        if (full) {
            s->kept = item;
            return PL_FOUND;
        }
        pl_list_push(ev->arena, batch, item);
    }
    s->ended = true;
    if (batch->len == 0) {
        return PL_MISSING;
    }
    return batch_fill(ev, s, batch) ? PL_FOUND : PL_FAILED;
}

static pl_found batch_next(pl_eval *ev, pl_iter *it, pl_value *out) {
    batch_state *s = it->state;
    if (s->ended) {
        return PL_MISSING;
    }
    if (!pl_pull_begin(ev)) {
        return PL_FAILED;
    }
    bool ready = s->started || pl_iterate(ev, it->source, &s->from);
    s->started = true;
    pl_found more = ready ? batch_pull(ev, s, out) : PL_FAILED;
    pl_pull_end(ev);
    return more;
}

bool filter_batch(pl_eval *ev, const pl_value *argv, pl_value *out) {
    batch_state *s = PL_NEW(ev->arena, batch_state);
    s->count = argv[1];
    s->fill = argv[2];
    *out = pl_generator_new(ev, batch_next, s, argv[0]);
    return true;
}

typedef struct slice_state {
    pl_value slices_arg, fill;
    bool started;
    pl_value list;
    int64_t slices, number;
} slice_state;

static bool slice_start(pl_eval *ev, slice_state *s, pl_value source) {
    s->started = true;
    if (!pl_to_list(ev, source, &s->list)) {
        return false;
    }
    if (!pl_is_int(s->slices_arg)) {
        return pl_raise(ev, PL_EXC_TYPE,
                        "unsupported operand type(s) for //: 'int' and '%s'",
                        pl_type_name(s->slices_arg));
    }
    if (!pl_arg_index(ev, s->slices_arg, 0, &s->slices)) {
        return false;
    }
    if (s->slices == 0) {
        return pl_raise(ev, PL_EXC_ZERO_DIVISION, "integer division or modulo by zero");
    }
    return true;
}

static pl_value slice_of(pl_eval *ev, const slice_state *s) {
    const pl_list *l = s->list.as.list;
    int64_t each = l->len / s->slices, extra = l->len % s->slices, n = s->number;
    int64_t lo = n * each + (n < extra ? n : extra);
    int64_t hi = lo + each + (n < extra);
    pl_value part = pl_list_new(ev->arena, (uint32_t)(hi - lo + 1));
    for (; lo < hi; lo++) {
        pl_list_push(ev->arena, part.as.list, l->at[lo]);
    }
    if (pl_arg_some(s->fill) && n >= extra) {
        pl_list_push(ev->arena, part.as.list, s->fill);
    }
    return part;
}

static pl_found slice_next(pl_eval *ev, pl_iter *it, pl_value *out) {
    slice_state *s = it->state;
    if (!pl_pull_begin(ev)) {
        return PL_FAILED;
    }
    bool ready = s->started || slice_start(ev, s, it->source);
    pl_pull_end(ev);
    if (!ready) {
        return PL_FAILED;
    }
    if (s->number >= s->slices) {
        return PL_MISSING;
    }
    if (!pl_afford(ev, 64)) {
        return PL_FAILED;
    }
    *out = slice_of(ev, s);
    s->number++;
    return PL_FOUND;
}

bool filter_slice(pl_eval *ev, const pl_value *argv, pl_value *out) {
    slice_state *s = PL_NEW(ev->arena, slice_state);
    s->slices_arg = argv[1];
    s->fill = argv[2];
    *out = pl_generator_new(ev, slice_next, s, argv[0]);
    return true;
}

/* Relations: their text, printing and comparison.
 *
 * Source: dbt-adapters 1.10 base/relation.py and the adapters' relation.py. */
#include "macros/context/arguments.h"
#include "macros/warehouse/warehouse.h"
#include "support/utf8.h"

const char *const pl_part_names[3] = {"database", "schema", "identifier"};

uint32_t pl_part_of(pl_str name) {
    uint32_t i = 0;
    while (i < 3 && !pl_str_eq(name, pl_str_of(pl_part_names[i]))) {
        i++;
    }
    return i;
}

pl_relation *pl_relation_new(pl_arena *a, const pl_relation_style *style,
                             pl_value database, pl_value schema, pl_value identifier) {
    pl_relation *r = PL_NEW(a, pl_relation);
    r->base.cls = &pl_relation_class;
    r->part[0] = database;
    r->part[1] = schema;
    r->part[2] = identifier;
    memcpy(r->quoted, style->quoted, sizeof r->quoted);
    memcpy(r->included, style->included, sizeof r->included);
    r->style = style;
    r->limit = -1;
    return r;
}

pl_relation *pl_relation_copy(pl_arena *a, const pl_relation *r) {
    pl_relation *copy = PL_NEW(a, pl_relation);
    *copy = *r;
    return copy;
}

const pl_relation *pl_as_relation(pl_value v) {
    bool is = v.kind == PL_OBJECT && v.as.obj->cls == &pl_relation_class;
    return is ? (const pl_relation *)(const void *)v.as.obj : NULL;
}

pl_str pl_relation_class_name(const pl_relation *r, pl_arena *a) {
    const pl_adapter *ad = r->style->adapter;
    if (r->view.kind == PL_UNSET) {
        return pl_str_fmt(a, "%sRelation", ad->class_title);
    }
    bool own = PL_ADAPTER_HAS(ad, relations)->own_information_schema;
    return pl_str_fmt(a, "%sInformationSchema", own ? ad->class_title : "");
}

/* ---- text */

typedef struct piece {
    pl_str text;
    bool quoted;
} piece;
enum { PIECES_MOST = 5 };

/* BigQuery names the region of some views between project and dataset. */
static bool region_of(const pl_relation *r, pl_arena *a, piece *out) {
    const pl_value *location =
        r->extra ? pl_dict_find(r->extra, PL_S("location")) : NULL;
    if (r->view.kind == PL_UNSET || !location || !pl_is_str(*location) ||
        !location->len) {
        return false;
    }
    *out = (piece){pl_str_cat(a, PL_S("region-"), pl_str_from(*location)), true};
    return true;
}

static uint32_t pieces_of(const pl_relation *r, pl_arena *a, piece out[PIECES_MOST]) {
    uint32_t n = 0;
    for (uint32_t i = 0; i < 3; i++) {
        if (r->included[i] && pl_is_str(r->part[i])) {
            out[n++] = (piece){pl_str_from(r->part[i]), r->quoted[i]};
        }
        n += i == 0 && region_of(r, a, &out[n]);
    }
    if (pl_is_str(r->view)) {
        out[n++] = (piece){pl_str_from(r->view), false};
    }
    return n;
}

static char *put(char *at, const char *from, uint32_t len) {
    if (len) {
        memcpy(at, from, len);
    }
    return at + len;
}

pl_str pl_relation_render(const pl_relation *r, pl_arena *a) {
    if (r->external.len) {
        return r->external;
    }
    piece pieces[PIECES_MOST];
    uint32_t n = pieces_of(r, a, pieces), len = 0;
    for (uint32_t i = 0; i < n; i++) {
        len += pieces[i].text.len + 3;
    }
    char *text = pl_alloc(a, (size_t)len + 1), *at = text;
    for (uint32_t i = 0; i < n; i++) {
        at = put(at, ".", i > 0);
        at = put(at, &r->style->adapter->quote[0], pieces[i].quoted);
        at = put(at, pieces[i].text.at, pieces[i].text.len);
        at = put(at, &r->style->adapter->quote[1], pieces[i].quoted);
    }
    *at = '\0';
    return (pl_str){text, (uint32_t)(at - text)};
}

pl_str pl_relation_limited(const pl_relation *r, pl_arena *a) {
    pl_str text = pl_relation_render(r, a), alias = PL_S("");
    if (r->limit < 0) {
        return text;
    }
    if (r->style->adapter->require_alias) {
        pl_str table = pl_is_str(r->part[2]) ? pl_str_from(r->part[2]) : PL_S("None");
        alias = pl_str_cat(a, PL_S(" _dbt_limit_subq_"), table);
    }
    if (r->limit == 0) {
        return pl_str_fmt(a, "(select * from %.*s where false limit 0)%.*s",
                          PL_FMT(text), PL_FMT(alias));
    }
    return pl_str_fmt(a, "(select * from %.*s limit %lld)%.*s", PL_FMT(text),
                      (long long)r->limit, PL_FMT(alias));
}

pl_str pl_relation_text(const pl_relation *r, pl_arena *a) {
    return pl_relation_limited(r, a);
}

/* ---- what the constructor checks */

static bool check_parts(pl_eval *ev, const pl_relation *r) {
    for (uint32_t i = 0; i < 3; i++) {
        pl_str shown;
        if (pl_is_str(r->part[i]) || r->part[i].kind == PL_NONE) {
            continue;
        }
        return pl_text_of(ev, r->part[i], &shown) &&
               pl_raise_code(ev, PL_E0601, PL_EXC_COMPILATION,
                             "Got an invalid path %s: %.*s", pl_part_names[i],
                             PL_FMT(shown));
    }
    return true;
}

bool pl_relation_check(pl_eval *ev, const pl_relation *r) {
    const pl_relation_rules *rules = PL_ADAPTER_HAS(r->style->adapter, relations);
    if (!check_parts(ev, r)) {
        return false;
    }
    if (r->view.kind != PL_UNSET) {
        return true;
    }
    pl_str name = pl_is_str(r->part[2]) ? pl_str_from(r->part[2]) : PL_S("");
    if (rules->name_limit && r->type.len && pl_utf8_chars(name) > rules->name_limit) {
        return pl_raise_code(ev, PL_E0601, PL_EXC_DBT_RUNTIME,
                             "Relation name '%.*s' is longer than %u characters",
                             PL_FMT(name), rules->name_limit);
    }
    const char *fault = rules->fault ? rules->fault(r) : NULL;
    if (fault) {
        return pl_raise_code(ev, PL_E0601, PL_EXC_DBT_RUNTIME, "%s", fault);
    }
    return true;
}

/* ---- the class */

uint8_t pl_relation_flags(const pl_relation *r) {
    uint8_t flags = 0;
    for (uint32_t i = 0; i < 3; i++) {
        flags |= r->included[i] ? r->part[i].flags : 0;
    }
    return flags & PL_PROVENANCE;
}

static bool relation_print(pl_eval *ev, pl_object *self, bool repr, pl_out *to) {
    const pl_relation *r = (const pl_relation *)(const void *)self;
    const pl_relation_rules *rules = PL_ADAPTER_HAS(r->style->adapter, relations);
    const char *fault = rules->print_fault ? rules->print_fault(r) : NULL;
    if (fault) {
        return pl_raise_code(ev, PL_E0601, PL_EXC_DBT_RUNTIME, "%s", fault);
    }
    pl_str text =
        repr ? pl_relation_render(r, ev->arena) : pl_relation_text(r, ev->arena);
    if (repr) {
        pl_out_put(to, PL_S("<"));
        pl_out_put(to, pl_relation_class_name(r, ev->arena));
        pl_out_put(to, PL_S(" "));
    }
    if (r->made_by) {
        pl_out_mark(to, text, &r->made_by->base);
    } else {
        pl_out_put(to, text);
    }
    if (repr) {
        pl_out_put(to, PL_S(">"));
    }
    to->flags |= pl_relation_flags(r);
    return true;
}

static bool same_part(pl_value a, pl_value b) {
    return a.kind == b.kind &&
           (a.kind != PL_STR || pl_str_eq(pl_str_from(a), pl_str_from(b)));
}

static bool same_relation(const pl_relation *a, const pl_relation *b) {
    for (uint32_t i = 0; i < 3; i++) {
        if (!same_part(a->part[i], b->part[i]) || a->quoted[i] != b->quoted[i] ||
            a->included[i] != b->included[i]) {
            return false;
        }
    }
    return pl_str_eq(a->type, b->type) && a->limit == b->limit &&
           same_part(a->view, b->view) && pl_str_eq(a->external, b->external) &&
           a->style->adapter == b->style->adapter;
}

/* Relations are equal or not; they have no order. */
static pl_found relation_compare(pl_eval *ev, pl_object *self, pl_value other,
                                 int *out) {
    (void)ev;
    const pl_relation *r = pl_as_relation(other);
    if (!r) {
        return PL_MISSING;
    }
    *out = !same_relation((const pl_relation *)(const void *)self, r);
    return PL_FOUND;
}

static pl_found relation_hash(pl_eval *ev, pl_object *self, uint32_t *out) {
    *out = pl_str_hash(
        pl_relation_render((const pl_relation *)(const void *)self, ev->arena));
    return PL_FOUND;
}

static bool relation_truth(pl_eval *ev, pl_object *self, bool *out) {
    (void)ev, (void)self;
    *out = true;
    return true;
}

static bool used_as_dict(pl_eval *ev, pl_object *self) {
    pl_str text = pl_relation_text((const pl_relation *)(const void *)self, ev->arena);
    return pl_raise_code(
        ev, PL_E0601, PL_EXC_COMPILATION,
        "The object (\"%.*s\") was used as a dictionary. This capability has been "
        "removed from objects of this type.",
        PL_FMT(text));
}

static bool relation_iter(pl_eval *ev, pl_object *self, pl_value *out) {
    (void)out;
    return used_as_dict(ev, self);
}

static bool relation_length(pl_eval *ev, pl_object *self, int64_t *out) {
    (void)out;
    return used_as_dict(ev, self);
}

static pl_found relation_item(pl_eval *ev, pl_object *self, pl_value key,
                              pl_value *out) {
    return pl_is_str(key) ? pl_relation_attr(ev, self, pl_str_from(key), out)
                          : PL_MISSING;
}

static pl_found relation_contains(pl_eval *ev, pl_object *self, pl_value item,
                                  bool *out) {
    pl_value ignored;
    pl_found found = relation_item(ev, self, item, &ignored);
    *out = found == PL_FOUND;
    return found == PL_FAILED ? PL_FAILED : PL_FOUND;
}

const pl_class pl_relation_class = {
    .name = "Relation",
    .attr = pl_relation_attr,
    .item = relation_item,
    .print = relation_print,
    .iter = relation_iter,
    .length = relation_length,
    .truth = relation_truth,
    .contains = relation_contains,
    .compare = relation_compare,
    .hash = relation_hash,
    .is_mapping = true,
};

pl_str pl_class_text(pl_eval *ev, pl_value v) {
    if (v.kind == PL_UNDEFINED) {
        return v.flags & PL_CAPTURE
                   ? PL_S(
                         "<class 'dbt_common.clients.jinja.create_undefined.<locals>.Undefined'>")
                   : PL_S("<class 'jinja2.runtime.Undefined'>");
    }
    const pl_relation *r = pl_as_relation(v);
    if (r) {
        return pl_str_fmt(ev->arena, "<class 'dbt.adapters.%s.relation.%.*s'>",
                          r->style->adapter->name,
                          PL_FMT(pl_relation_class_name(r, ev->arena)));
    }
    return pl_str_fmt(ev->arena, "<class '%s'>", pl_type_name(v));
}

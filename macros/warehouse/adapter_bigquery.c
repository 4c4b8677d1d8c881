/* adapter.parse_partition_by: BigQuery's partitions.
 *
 * Source: dbt-bigquery 1.9 relation_configs/_partition.py. */
#include "eval/text/text.h"
#include "macros/context/arguments.h"
#include "macros/warehouse/warehouse.h"

typedef struct partition {
    pl_object base;
    pl_value field, data_type, granularity, range, ingestion, copy;
} partition;

static const partition *as_partition(const pl_object *self) {
    return (const partition *)(const void *)self;
}

static bool is_text(pl_value v, const char *text) {
    return pl_is_str(v) && pl_str_eq(pl_str_from(v), pl_str_of(text));
}

static bool by_ingestion(const partition *p) {
    return p->ingestion.kind == PL_BOOL && p->ingestion.as.i;
}

static bool is_truncated(const partition *p) {
    return !is_text(p->data_type, "int64") &&
           !(is_text(p->data_type, "date") && is_text(p->granularity, "day"));
}

static pl_value pseudo_column(const partition *p) {
    return pl_string(is_text(p->data_type, "date") ? PL_S("_PARTITIONDATE")
                                                   : PL_S("_PARTITIONTIME"));
}

static bool render_text(pl_eval *ev, const partition *p, pl_value alias, pl_str *out) {
    pl_str column, prefix, type, granularity;
    if (!pl_text_of(ev, by_ingestion(p) ? pseudo_column(p) : p->field, &column)) {
        return false;
    }
    if (alias.kind != PL_UNSET && alias.kind != PL_NONE) {
        if (!pl_text_of(ev, alias, &prefix)) {
            return false;
        }
        column =
            prefix.len ? pl_str_cat3(ev->arena, prefix, PL_S("."), column) : column;
    }
    *out = column;
    if (!is_truncated(p)) {
        return true;
    }
    if (!pl_text_of(ev, p->data_type, &type) ||
        !pl_text_of(ev, p->granularity, &granularity)) {
        return false;
    }
    *out = pl_str_fmt(ev->arena, "%.*s_trunc(%.*s, %.*s)", PL_FMT(type), PL_FMT(column),
                      PL_FMT(granularity));
    return true;
}

static bool render(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_str text;
    if (!render_text(ev, as_partition(argv[0].as.obj), argv[1], &text)) {
        return false;
    }
    *out = pl_string(text);
    return true;
}

static bool render_wrapped(pl_eval *ev, const pl_value *argv, pl_value *out) {
    const partition *p = as_partition(argv[0].as.obj);
    pl_str text, type;
    if (!render_text(ev, p, argv[1], &text) || !pl_text_of(ev, p->data_type, &type)) {
        return false;
    }
    bool time = is_text(p->data_type, "date") || is_text(p->data_type, "timestamp") ||
                is_text(p->data_type, "datetime");
    bool date_already = by_ingestion(p) && is_text(p->data_type, "date");
    *out =
        pl_string(time && !is_truncated(p) && !date_already
                      ? pl_str_fmt(ev->arena, "%.*s(%.*s)", PL_FMT(type), PL_FMT(text))
                      : text);
    return true;
}

static bool type_for_partition(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)ev;
    const partition *p = as_partition(argv[0].as.obj);
    *out = p->data_type;
    if (by_ingestion(p) && !is_text(p->data_type, "date")) {
        *out = pl_string(PL_S("timestamp"));
    }
    return true;
}

static bool should_truncate(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)ev;
    *out = pl_bool(is_truncated(as_partition(argv[0].as.obj)));
    return true;
}

static bool time_field(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)ev;
    *out = pseudo_column(as_partition(argv[0].as.obj));
    return true;
}

static bool insertable_field(pl_eval *ev, const pl_value *argv, pl_value *out) {
    (void)ev, (void)argv;
    *out = pl_string(PL_S("_PARTITIONTIME"));
    return true;
}

static bool reject_field(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_value columns;
    pl_str field, name;
    if (!pl_to_list(ev, argv[1], &columns) ||
        !pl_text_of(ev, as_partition(argv[0].as.obj)->field, &field)) {
        return false;
    }
    *out = pl_list_new(ev->arena, columns.as.list->len);
    for (uint32_t i = 0; i < columns.as.list->len; i++) {
        pl_value column = columns.as.list->at[i], v;
        if (!pl_member_of(ev, column, "name", &v) || !pl_text_of(ev, v, &name)) {
            return false;
        }
        if (!pl_str_eq_nocase(name, field)) {
            pl_list_push(ev->arena, out->as.list, column);
        }
    }
    return true;
}

static const pl_native methods[] = {
    {"render", render, 0, 1, 0, "alias"},
    {"render_wrapped", render_wrapped, 0, 1, 0, "alias"},
    {"data_type_for_partition", type_for_partition, 0, 0, 0, ""},
    {"data_type_should_be_truncated", should_truncate, 0, 0, 0, ""},
    {"time_partitioning_field", time_field, 0, 0, 0, ""},
    {"insertable_time_partitioning_field", insertable_field, 0, 0, 0, ""},
    {"reject_partition_field_column", reject_field, 1, 1, 0, "columns"},
};

static pl_found partition_attr(pl_eval *ev, pl_object *self, pl_str name,
                               pl_value *out) {
    const partition *p = as_partition(self);
    const struct {
        const char *name;
        pl_value value;
    } fields[] = {
        {"field", p->field},
        {"data_type", p->data_type},
        {"granularity", p->granularity},
        {"range", p->range},
        {"time_ingestion_partitioning", p->ingestion},
        {"copy_partitions", p->copy},
    };
    for (uint32_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        if (pl_str_eq(name, pl_str_of(fields[i].name))) {
            *out = fields[i].value;
            return PL_FOUND;
        }
    }
    for (uint32_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        if (pl_str_eq(name, pl_str_of(methods[i].name))) {
            *out = pl_bound_new(ev->arena, &methods[i], pl_object_value(self));
            return PL_FOUND;
        }
    }
    return PL_MISSING;
}

static const pl_class partition_class = {.name = "PartitionConfig",
                                         .attr = partition_attr};

/* A member; texts are lowered. */
static bool member(pl_eval *ev, const pl_dict *d, const char *name, pl_value fallback,
                   pl_value *out) {
    *out = fallback;
    pl_dict_member(d, name, out);
    return !pl_is_str(*out) || pl_text_case(ev, *out, PL_CASE_LOWER, out);
}

bool pl_adapter_parse_partition_by(pl_eval *ev, const pl_value *argv, pl_value *out) {
    pl_str shown;
    if (argv[1].kind == PL_NONE) {
        *out = pl_none();
        return true;
    }
    if (argv[1].kind != PL_DICT) {
        return pl_text_of(ev, argv[1], &shown) &&
               pl_raise_code(
                   ev, PL_E0502, PL_EXC_COMPILATION,
                   "Invalid partition_by config:\n  Got: %.*s\n  Expected a dictionary "
                   "with \"field\" and \"data_type\" keys",
                   PL_FMT(shown));
    }
    const pl_dict *d = argv[1].as.dict;
    partition *p = PL_NEW(ev->arena, partition);
    p->base.cls = &partition_class;
    *out = pl_object_value(p);
    if (!member(ev, d, "field", pl_none(), &p->field) ||
        !member(ev, d, "data_type", pl_string(PL_S("date")), &p->data_type) ||
        !member(ev, d, "granularity", pl_string(PL_S("day")), &p->granularity) ||
        !member(ev, d, "range", pl_none(), &p->range) ||
        !member(ev, d, "time_ingestion_partitioning", pl_bool(false), &p->ingestion) ||
        !member(ev, d, "copy_partitions", pl_bool(false), &p->copy)) {
        return false;
    }
    return pl_is_str(p->field) || pl_raise_code(ev, PL_E0502, PL_EXC_DBT_RUNTIME,
                                                "Could not parse partition config");
}

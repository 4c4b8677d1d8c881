/* What dbt asks of incremental models that are built in batches.
 *
 * Source: dbt-core 1.9 parser/manifest.py check_valid_microbatch_config. */
#include "eval/ops/python_text.h"
#include "macros/modules/modules.h"
#include "project/schema/entry.h"
#include "project/schema/lists.h"

/* A project with a strategy of its own that goes by that name is left alone. */
static bool is_own_strategy(pl_world *w) {
    static const char name[] = "get_incremental_microbatch_sql";
    const pl_value *flag =
        pl_dict_find(w->flags.as.dict,
                     PL_S("REQUIRE_BATCHED_EXECUTION_FOR_CUSTOM_MICROBATCH_STRATEGY"));
    if (flag && pl_python_truth(*flag)) {
        return false;
    }
    for (uint32_t i = 0; i < w->package_len; i++) {
        if (pl_map_has(&w->packages[i].macros, pl_str_of(name))) {
            return true;
        }
    }
    return false;
}

static bool refuse(pl_schema *s, const pl_dbt_node *n, const char *must,
                   pl_value given) {
    pl_str shown = given.kind == PL_UNSET ? PL_S("") : pl_python_str(s->arena, given);
    return pl_schema_error(s, n->span, "Microbatch model '%.*s' %s%.*s.",
                           PL_FMT(n->name), must, PL_FMT(shown));
}

static bool refuse_type(pl_schema *s, const pl_dbt_node *n, const char *must,
                        pl_value given, const char *end) {
    return pl_schema_error(s, n->span,
                           "Microbatch model '%.*s' %s, but got: <class '%s'>%s.",
                           PL_FMT(n->name), must, pl_type_name(given), end);
}

/* The text of a datetime, in full. */
static bool settle_begin(pl_schema *s, pl_dbt_node *n, pl_value begin) {
    pl_eval ev;
    pl_str iso;
    pl_run_init(&ev, s->arena, &pl_ops_access);
    bool ok = pl_datetime_iso(&ev, begin, &iso);
    pl_run_done(&ev);
    if (!ok) {
        return refuse(
            s, n,
            "must provide a 'begin' config of valid datetime (ISO format), but got: ",
            begin);
    }
    pl_value own =
        pl_value_copy(s->arena, (pl_value){.kind = PL_DICT, .as.dict = n->shown});
    n->shown = own.as.dict;
    pl_put(s->arena, n->shown, "begin", pl_string(iso));
    return true;
}

static bool check_begin(pl_schema *s, pl_dbt_node *n) {
    pl_value none = {.kind = PL_UNSET};
    pl_value begin = pl_field_or_none(n->shown, "begin");
    if (begin.kind == PL_NONE) {
        return refuse(s, n,
                      "must provide a 'begin' (datetime) config that indicates the "
                      "earliest timestamp the microbatch model should be built from",
                      none);
    }
    return begin.kind == PL_STR
               ? settle_begin(s, n, begin)
               : refuse_type(s, n, "must provide a 'begin' config of type datetime",
                             begin, "");
}

static bool check_event_time(pl_schema *s, const pl_dbt_node *n) {
    pl_value none = {.kind = PL_UNSET};
    pl_value event_time = pl_field_or_none(n->shown, "event_time");
    if (event_time.kind == PL_NONE) {
        return refuse(s, n,
                      "must provide an 'event_time' (string) config that indicates the "
                      "name of the event time column",
                      none);
    }
    return event_time.kind == PL_STR ||
           refuse_type(s, n, "must provide an 'event_time' config of type string",
                       event_time, "");
}

static bool check_batches(pl_schema *s, const pl_dbt_node *n) {
    static const char *const sizes[] = {"hour", "day", "month", "year", NULL};
    pl_value size = pl_field_or_none(n->shown, "batch_size");
    pl_value lookback = pl_field_or_none(n->shown, "lookback");
    pl_value concurrent = pl_field_or_none(n->shown, "concurrent_batches");
    if (size.kind != PL_STR || !pl_str_in(pl_str_from(size), sizes)) {
        return refuse(s, n,
                      "must provide a 'batch_size' config that is one of ['hour', "
                      "'day', 'month', 'year'], but got: ",
                      size);
    }
    if (lookback.kind != PL_NONE && lookback.kind != PL_INT &&
        lookback.kind != PL_BOOL) {
        return refuse_type(s, n,
                           "must provide the optional 'lookback' config as type int",
                           lookback, ")");
    }
    return concurrent.kind == PL_NONE || concurrent.kind == PL_BOOL ||
           refuse_type(
               s, n,
               "optional 'concurrent_batches' config must be of type `bool` if specified",
               concurrent, ")");
}

static bool is_microbatch(const pl_dbt_node *n) {
    return PL_STR_IS(pl_field_str(n->shown, "materialized"), "incremental") &&
           PL_STR_IS(pl_field_str(n->shown, "incremental_strategy"), "microbatch");
}

bool pl_microbatch_check(pl_schema *s, pl_dbt_node *n) {
    return !n->shown || !is_microbatch(n) || is_own_strategy(s->w) ||
           (check_event_time(s, n) && check_begin(s, n) && check_batches(s, n));
}

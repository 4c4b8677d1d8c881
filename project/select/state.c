/* The methods that compare with another run: state, result, source_status.
 * Source: dbt-core 1.9 graph/selector_methods.py. */
#include "project/select/select_priv.h"

/* ---- state */

static pl_str all_checks(pl_arena *a) {
    pl_buf text = {0};
    for (uint32_t i = 0; i < PL_STATE_CHECK_COUNT; i++) {
        pl_buf_fmt(&text, "%s'%s'", i ? ", " : "",
                   pl_state_check_name((pl_state_check)i));
    }
    pl_str out = pl_buf_take(&text, a);
    pl_buf_free(&text);
    return out;
}

static bool search_state(pl_matching *m, pl_bits to) {
    if (!m->state || !pl_state_has_manifest(m->state)) {
        return pl_select_error(
            m, "Got a state selector method, but no comparison manifest");
    }
    uint32_t check = 0;
    while (
        check < PL_STATE_CHECK_COUNT &&
        !pl_str_eq(m->value, pl_str_of(pl_state_check_name((pl_state_check)check)))) {
        check++;
    }
    if (check == PL_STATE_CHECK_COUNT) {
        return pl_select_error(
            m, "Got an invalid selector \"%.*s\", expected one of \"[%.*s]\"",
            PL_FMT(m->value), PL_FMT(all_checks(m->arena)));
    }
    if (!m->comparison) {
        m->comparison = pl_comparison_new(m->w, m->state, m->arena);
    }
    for (uint32_t i = 0; i < m->edges->len; i++) {
        if (pl_comparison_check(m->comparison, m->edges->at[i],
                                (pl_state_check)check)) {
            pl_bits_set(to, i);
        }
    }
    return !pl_comparison_failed(m->comparison);
}

/* ---- results of an earlier run */

/* Members by unique_id whose result passes. */
static void search_results(pl_matching *m, pl_str json, pl_bits to,
                           bool (*passes)(pl_matching *m, pl_str result)) {
    pl_json_cursor c;
    pl_str key, result;
    if (!pl_json_enter(&c, pl_json_member(json, PL_S("results")))) {
        return;
    }
    while (pl_json_next(&c, NULL, &key, &result)) {
        pl_str id = pl_json_text(pl_json_member(result, PL_S("unique_id")), m->arena);
        pl_dbt_node **slot = id.at ? pl_map_get(&m->edges->numbers, id) : NULL;
        if (slot && passes(m, result)) {
            pl_bits_set(to, (uint32_t)(slot - m->edges->at));
        }
    }
}

static bool has_status(pl_matching *m, pl_str result) {
    pl_str status = pl_json_text(pl_json_member(result, PL_S("status")), m->arena);
    return status.at && pl_str_eq(status, m->value);
}

static bool search_result(pl_matching *m, pl_bits to) {
    pl_str json =
        m->state ? pl_state_results(m->state, PL_RESULTS_RUN) : (pl_str){NULL, 0};
    if (!json.at) {
        return pl_select_error(m,
                               "No comparison run_results: the method `result` needs a "
                               "run_results.json in the folder of --state");
    }
    search_results(m, json, to, has_status);
    return true;
}

/* `fresher` compares with sources.json of this run, which takes a warehouse to make. */
static bool search_source_status(pl_matching *m, pl_bits to) {
    (void)to;
    if (!m->state || !pl_state_results(m->state, PL_RESULTS_SOURCES).at) {
        return pl_select_error(
            m, "No previous state comparison freshness results in sources.json");
    }
    return pl_select_error(
        m, "No current state comparison freshness results in sources.json");
}

bool pl_select_state(pl_matching *m, pl_bits to) {
    if (m->spec->method == PL_METHOD_STATE) {
        return search_state(m, to);
    }
    return m->spec->method == PL_METHOD_RESULT ? search_result(m, to)
                                               : search_source_status(m, to);
}

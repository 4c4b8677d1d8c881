/* What templates of a project see: rows of phase, template and result, and
 * what no text shows. */
#include "tests/unit/macros_project.h"

static void variables(void **state) {
    (void)state;
    static const row rows[] = {
        {COMPILE, "{{ env_var('SCHEMA') }}", "dev_ada"},
        {COMPILE, "[{{ env_var('EMPTY', 'd') }}]", "[]"},
        {COMPILE, "{{ env_var('NO', 5) + 1 }}", "6"},
        {COMPILE, "{{ env_var('NO') }}",
         "E0410 Env var required but not provided: 'NO'"},
        {COMPILE, "{{ env_var('NO', none) }}",
         "E0410 Env var required but not provided: 'NO'"},
        {PROJECT_YML, "{{ env_var('DBT_ENV_SECRET_PW', 'd') }}",
         "E0411 Secret env vars are allowed only in profiles.yml or packages.yml. "
         "Found 'DBT_ENV_SECRET_PW' referenced elsewhere."},
        {PROFILE, "{{ env_var('DBT_ENV_SECRET_PW') }}",
         "$$$DBT_SECRET_START$$$DBT_ENV_SECRET_PW$$$DBT_SECRET_END$$$"},
        {PROFILE, "{{ env_var('DBT_ENV_SECRET_NO', 'd') }}", "d"},
        {COMPILE, "{{ var('start') }} {{ var('nothing', 'd') }} {{ var('no', 'd') }}",
         "2024-01-01 None d"},
        {COMPILE, "{{ var('nested') }}", "<{{ 1 + 1 }}>"},
        {SCHEMA, "{{ var('nested') }}", "{{ 1 + 1 }}"},
        {COMPILE, "{{ var.has_var('start') }} {{ var.has_var('no') }}", "True False"},
        {PARSE, "{{ var('no') }}", "None"},
        {NAMES, "{{ var('no') }}",
         "E0412 Required var 'no' not found in config:\nVars supplied to a "
         "= {\n    \"nested\": \"{{ 1 + 1 }}\",\n    \"nothing\": "
         "null,\n    \"start\": \"2024-01-01\"\n}"},
        {PROFILE, "{{ var() }}",
         "error Var.__call__() missing 1 required positional argument: 'var_name'"},
    };
    CHECK(rows, &postgres);
}

static void values(void **state) {
    (void)state;
    static const row rows[] = {
        {COMPILE, "{{ target.name }} {{ env.name }} {{ execute }} {{ dbt_version }}",
         "dev dev True 1.9.11"},
        {PROFILE,
         "{{ target is defined }} {{ execute is defined }} {{ ref is defined }}",
         "False False False"},
        {PROJECT_YML, "{{ target.name }} {{ doc is defined }}", "dev False"},
        {DOCS, "{{ doc('x') }} {{ doc('p', 'x') }}", "[|x] [p|x]"},
        {DOCS, "{{ doc() }}", "E0401 doc() takes at most two arguments (0 given)"},
        {NAMES, "{{ execute }} {{ this is defined }} {{ schema }}", "False False sc"},
        {PARSE, "{{ execute }} {{ this }}", "False \"db\".\"sc\".\"me\""},
        {COMPILE, "{{ flags.FULL_REFRESH }}[{{ flags.full_refresh }}]", "False[]"},
        {COMPILE, "{{ graph }} {{ sql }} {{ database }}", "None None None"},
        {COMPILE,
         "{{ context['target'].name }} {{ context.get('no', 1) }} "
         "{{ 'double' in context }} {{ context is mapping }}",
         "dev 1 True True"},
        {COMPILE, "{{ builtins.target.name }} {{ 'double' in builtins }}", "dev False"},
        {COMPILE, "{{ modules.datetime.date(2024, 1, 2) }} {{ run_started_at }}",
         "2024-01-02 1970-01-01 00:00:00+00:00"},
        {COMPILE, "{{ depth() }} {{ outer() }}",
         "1['macro.shop.depth'] 2['macro.shop.outer', 'macro.shop.depth']"},
    };
    CHECK(rows, &postgres);
}

static void data(void **state) {
    (void)state;
    static const row rows[] = {
        {COMPILE, "{{ fromjson('{\"a\": [1]}').a }} {{ fromjson('{', 'd') }}", "[1] d"},
        {COMPILE, "{{ fromjson(1) }}",
         "error the JSON object must be str, bytes or bytearray, not int"},
        {COMPILE,
         "{{ tojson({'b': 1, 'a': none}) }} {{ tojson({'b': 1, 'a': 2}, "
         "sort_keys=true) }} {{ tojson('é') }}",
         "{\"b\": 1, \"a\": null} {\"a\": 2, \"b\": 1} \"\\u00e9\""},
        {COMPILE, "{% set l = [] %}{% do l.append(l) %}{{ tojson(l, 'd') }}", "d"},
        {COMPILE, "{{ fromyaml('[1]') }} {{ fromyaml('[', 'd') }} {{ toyaml([1]) }}",
         "[1] d [1]"},
        {COMPILE, "{{ set([1, 1]) }} {{ set(5, 'd') }} {{ set(5) }}", "{1} d None"},
        {COMPILE, "{{ set_strict(5) }}", "error 'int' object is not iterable"},
        {COMPILE, "{{ zip([1, 2], 'ab') | list }} {{ zip(1, default='d') }}",
         "[(1, 'a'), (2, 'b')] d"},
        {COMPILE, "{{ zip_strict(1) }}", "error 'int' object is not iterable"},
        {COMPILE, "{{ local_md5('abc') }}", "900150983cd24fb0d6963f7d28e17f72"},
        {COMPILE,
         "{{ diff_of_two_dicts({'K': ['a', 'B'], 'y': ['c']}, {'k': ['b']}) }}",
         "{'K': ['a'], 'y': ['c']}"},
        {COMPILE, "{{ double(21) }}[{{ log('x', info=true) }}{{ print('y') }}]",
         "42[]"},
        {COMPILE, "{{ return(1) }}", "error "},
    };
    CHECK(rows, &postgres);
}

static void references(void **state) {
    (void)state;
    static const row rows[] = {
        {COMPILE, "{{ ref('a') }} {{ ref('p', 'a') }} {{ ref('a', v=2) }}",
         "\"db\".\"sc\".\"a\" \"db\".\"sc\".\"a\" \"db\".\"sc\".\"a\""},
        {COMPILE, "{{ ref() }}", "E0401 ref() takes at most two arguments (0 given)"},
        {COMPILE, "{{ ref(1) }}",
         "E0401 The name argument to ref() must be a string, got <class 'int'>"},
        {COMPILE, "{{ ref('a', version=[1]) }}",
         "E0401 The version argument to ref() must be a string, int, float, or None - got <class 'list'>"},
        {COMPILE, "{{ source('s', 't') }}", "\"db\".\"sc\".\"t\""},
        {COMPILE, "{{ source('s') }}",
         "E0401 source() takes exactly two arguments (1 given)"},
        {COMPILE, "{{ metric('m') }}", "m"},
        {PARSE, "{{ config(materialized='table') }}[{{ config.get('x', 'd') }}]", "[]"},
        {PARSE, "{{ config() }}", "E0502 Invalid inline model config"},
        {PARSE, "{{ config({'a': 1}, b=2) }}", "E0502 Invalid inline model config"},
        {PARSE, "{{ config({'pre_hook': 1, 'pre-hook': 2}) }}",
         "E0502 Invalid config, has conflicting keys \"pre_hook\" and \"pre-hook\""},
        {COMPILE,
         "{{ config.get('materialized') }} {{ config.get('unique_key', 'd') }} "
         "{{ config.get('no', 'd') }} {{ config.require('materialized') }}",
         "table None d table"},
        {COMPILE, "{{ config.require('no') }}",
         "E0502 Model 'model.shop.a' does not define a required config parameter 'no'."},
        {COMPILE,
         "{{ config.persist_relation_docs() }} {{ config.persist_column_docs() }}",
         "True False"},
        {COMPILE,
         "{{ config.get('materialized', 'd', validator=validation.any('x', 'y')) }}",
         "E0401 Expected value \"table\" to be one of x,y"},
        {NAMES, "{{ config.get('materialized', 'd') }}", "d"},
    };
    CHECK(rows, &postgres);
}

static void results(void **state) {
    (void)state;
    static const row rows[] = {
        {COMPILE,
         "{% set r, t = adapter.execute('select known', fetch=true) %}"
         "{{ t.columns[0].values() }} {{ t.column_names }} {{ t.rows[1]['n'] }} "
         "{{ t.rows | length }} {{ t.columns['s'].name }} {{ t.rows[0][1] }} "
         "{% for row in t %}{{ row.n }};{% endfor %}",
         "(1, 2) ('n', 's') 2 2 s x 1;2;"},
        {COMPILE,
         "{% set r, t = adapter.execute('select known') %}"
         "{{ store_result('q', r, t) }}{% set q = load_result('q') %}"
         "{{ q.data }} {{ q.table.columns | length }} {{ q.response }}",
         "[(1, 'x'), (2, None)] 2 SELECT 2"},
        {COMPILE,
         "{% do store_raw_result('q', message='OK', code='C') %}"
         "{{ load_result('q').response }} {{ load_result('no') }}",
         "OK None"},
        {COMPILE,
         "{% do store_raw_result('q') %}{% do load_result('q') %}{{ load_result('q') }}",
         "E0401 The 'statement' result named 'q' has already been loaded into a variable"},
        {COMPILE, "{{ adapter.execute('select 1') }}",
         "E0430 adapter.execute needs an answer of the warehouse"},
    };
    CHECK(rows, &postgres);
}

static void errors(void **state) {
    (void)state;
    static const row rows[] = {
        {COMPILE, "{{ exceptions.raise_compiler_error('no ' ~ 1) }}", "E0420 no 1"},
        {COMPILE, "{{ exceptions.raise_not_implemented('ni') }}", "E0420 ERROR: ni"},
        {COMPILE, "{{ boom() }}", "E0420 boom"},
        {COMPILE, "{{ try_or_compiler_error('sorry', boom) }}", "error sorry"},
        {COMPILE, "{{ try_or_compiler_error('sorry', double, x=4) }}", "8"},
        {COMPILE, "[{{ exceptions.warn('careful') }}]", "[]"},
        {COMPILE, "{{ exceptions.missing_relation(this) }}",
         "E0420 Relation \"db\".\"sc\".\"me\" not found!"},
        {COMPILE, "{{ exceptions.relation_wrong_type(this, 'table') }}",
         "E0420 Trying to create table \"db\".\"sc\".\"me\", but it currently exists "
         "as a None. Either drop \"db\".\"sc\".\"me\" manually, or run dbt with "
         "`--full-refresh` and dbt will drop it for you."},
        {COMPILE,
         "{{ exceptions.raise_contract_error([{'name': 'a', 'data_type': 'int'}], "
         "[{'name': 'a', 'data_type': 'text'}, {'name': 'b', 'data_type': 'x'}]) }}",
         "E0420 This model has an enforced contract that failed.\nPlease ensure the "
         "name, "
         "data_type, and number of columns in your contract match the columns in your "
         "model's "
         "definition.\n\n"
         "| column_name | definition_type | contract_type | mismatch_reason     |\n"
         "| ----------- | --------------- | ------------- | ------------------- |\n"
         "| a           | text            | int           | data type mismatch  |\n"
         "| b           | x               |               | missing in contract |\n"},
        {COMPILE, "{{ adapter_macro('x.y') }}",
         "E0401 The \"adapter_macro\" macro has been deprecated. Instead, use the "
         "`adapter.dispatch` method to find a macro and call the result.  For more "
         "information, see: "
         "https://docs.getdbt.com/reference/dbt-jinja-functions/dispatch) "
         "adapter_macro was called for: x.y"},
        {PARSE, "[{{ exceptions.nonsense('x') }}]", "[]"},
        {COMPILE, "[{{ write('x') }}{{ render('y') }}]", "[<y>]"},
    };
    CHECK(rows, &postgres);
}

/* ---- what no text shows */

static void macro_use_is_recorded_at_the_top_only(void **state) {
    (void)state;
    project p;
    pl_value value;
    open_project(&p, PL_PHASE_PARSE, &postgres);
    run(&p, "{{ outer() }}{{ adapter.dispatch('greet')('x') }}", &value);
    assert_int_equal(p.used_len, 2);
    assert_true(PL_STR_IS(p.used[0], "macro.shop.outer"));
    assert_true(PL_STR_IS(p.used[1], "macro.shop.default__greet"));
    close_project(&p);
}

static void hooks_are_stored_under_their_dashed_names(void **state) {
    (void)state;
    project p;
    pl_value value;
    open_project(&p, PL_PHASE_PARSE, &postgres);
    run(&p, "{{ config(pre_hook='x', tags=['t']) }}{{ config.set('k', 1) }}", &value);
    assert_non_null(pl_dict_find(p.configured, PL_S("pre-hook")));
    assert_null(pl_dict_find(p.configured, PL_S("pre_hook")));
    assert_non_null(pl_dict_find(p.configured, PL_S("k")));
    close_project(&p);
}

static void messages_reach_the_project(void **state) {
    (void)state;
    project p;
    pl_value value;
    open_project(&p, PL_PHASE_COMPILE, &postgres);
    run(&p,
        "{% do log('quiet') %}{% do log('loud', true) %}{% do exceptions.warn('w') %}",
        &value);
    assert_true(PL_STR_IS(pl_buf_view(&p.messages), "loud\nwarning: w\n"));
    close_project(&p);
}

static void text_of_relations_is_marked(void **state) {
    (void)state;
    project p;
    pl_value value;
    open_project(&p, PL_PHASE_COMPILE, &postgres);
    run(&p,
        "from {{ ref('a') }}, {{ ref('b').include(database=false).render() }}, "
        "{{ api.Relation.create(identifier='c') }}",
        &value);
    const pl_marks *marks = pl_value_marks(value);
    assert_non_null(marks);
    assert_int_equal(marks->len, 2);
    assert_int_equal(marks->at[0].lo, 5);
    assert_true(
        PL_STR_IS(((const pl_relation *)(const void *)marks->at[1].maker)->node, "b"));
    close_project(&p);
}

static void provenance_is_kept(void **state) {
    (void)state;
    static const struct {
        const char *template;
        uint8_t flags;
    } rows[] = {
        {"{{ env_var('SCHEMA') }}", PL_FROM_ENV},
        {"{{ env_var('NO', 'd') }}", PL_FROM_ENV},
        {"{{ var('start') }}", PL_FROM_VAR},
        {"{{ target.name }}", PL_FROM_TARGET},
        {"{{ this }}", PL_FROM_ENV},
        {"{{ this.render() }}", PL_FROM_ENV},
        {"{{ this.include(schema=false) }}", 0},
        {"{{ ref(var('start')) }}", PL_FROM_VAR | PL_FROM_ENV},
        {"{{ double(2) }}", 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        project p;
        pl_value value;
        open_project(&p, PL_PHASE_COMPILE, &postgres);
        run(&p, rows[i].template, &value);
        assert_int_equal(value.flags & PL_PROVENANCE, rows[i].flags);
        close_project(&p);
    }
}

static void secrets_are_filled_in_after_rendering(void **state) {
    (void)state;
    project p;
    pl_value value, filled;
    open_project(&p, PL_PHASE_PROFILE, NULL);
    run(&p, "a{{ env_var('DBT_ENV_SECRET_PW') }}b", &value);
    assert_int_equal(pl_secrets_fill(&p.dbt, &p.arena, value, &filled), PL_FOUND);
    assert_true(PL_STR_IS(pl_str_from(filled), "ahunter2b"));
    assert_true(filled.flags & PL_SECRET);
    assert_int_equal(pl_secrets_fill(&p.dbt, &p.arena, filled, &value), PL_MISSING);
    run(&p, "{{ env_var('DBT_ENV_SECRET_PW') }}{{ env_var('DBT_ENV_SECRET_PW') }}",
        &value);
    assert_int_equal(pl_secrets_fill(&p.dbt, &p.arena, value, &filled), PL_FAILED);
    close_project(&p);
}

/* ---- arguments that nobody meant */

static const char *const odd[] = {
    "none",   "nope", "5",           "'x'",  "[]",
    "[none]", "{}",   "{'name': 1}", "this", "api.Column('a', 'b')",
    "double",
};
enum { ODD_COUNT = sizeof odd / sizeof *odd };

/* Call `callee` with one, two and three odd arguments; only its not crashing counts. */
static void call_oddly(pl_phase phase, const pl_relation_style *style,
                       const char *callee) {
    project p;
    pl_value value;
    char template[256];
    open_project(&p, phase, style);
    for (size_t i = 0; i < ODD_COUNT; i++) {
        snprintf(template, sizeof template, "{{ %s(%s) }}", callee, odd[i]);
        run(&p, template, &value);
        snprintf(template, sizeof template, "{{ %s(%s, %s, %s) }}", callee, odd[i],
                 odd[(i + 3) % ODD_COUNT], odd[(i + 5) % ODD_COUNT]);
        run(&p, template, &value);
        for (size_t j = 0; j < ODD_COUNT; j++) {
            snprintf(template, sizeof template, "{{ %s(%s, %s) }}", callee, odd[i],
                     odd[j]);
            run(&p, template, &value);
        }
    }
    close_project(&p);
}

#define METHOD(id, name, stub, adapters, min, max, flags, params, help) "adapter." name,
#define WAREHOUSE(id, name, stub, adapters, help) "adapter." name,
static const char *const adapter_calls[] = {
#include "macros/warehouse/adapter_methods.def"
};
#undef METHOD
#undef WAREHOUSE

static const char *const other_calls[] = {
    "exceptions.warn",
    "exceptions.missing_config",
    "exceptions.missing_materialization",
    "exceptions.relation_wrong_type",
    "exceptions.raise_ambiguous_alias",
    "exceptions.raise_ambiguous_catalog_match",
    "exceptions.raise_duplicate_patch_name",
    "exceptions.raise_duplicate_resource_name",
    "exceptions.raise_contract_error",
    "exceptions.column_type_missing",
    "validation.any(1)",
    "api.Column",
    "api.Column.create",
    "api.Column.translate_type",
    "api.Column.numeric_type",
    "api.Column.from_description",
    "api.Column.format_add_column_list",
    "api.Column('a', 'varchar').can_expand_to",
    "api.Column('a', 'record', [5], 'REPEATED').literal",
    "api.Relation.create",
    "api.Relation.scd_args",
    "this.matches",
    "this.get",
    "this.quote",
    "this.include",
    "this.replace_path",
    "this.information_schema",
    "this.path.get_part",
    "this.path.replace",
    "config.get",
    "config.require",
    "config.set",
    "var.has_var",
};

static void odd_arguments_are_answered(void **state) {
    (void)state;
    static const pl_relation_style *const styles[] = {&postgres, &bigquery,
                                                      &databricks};
    static const pl_phase phases[] = {PL_PHASE_PARSE, PL_PHASE_COMPILE};
    uint32_t len;
    const pl_member *members = pl_members(&len);
    for (size_t n = 0; n < 2; n++) {
        for (uint32_t i = 0; i < len; i++) {
            call_oddly(phases[n], &postgres, members[i].name.at);
        }
        for (size_t i = 0; i < sizeof other_calls / sizeof *other_calls; i++) {
            call_oddly(phases[n], styles[i % 3], other_calls[i]);
        }
    }
    for (size_t i = 0; i < sizeof adapter_calls / sizeof *adapter_calls; i++) {
        for (size_t n = 0; n < 3; n++) {
            call_oddly(PL_PHASE_COMPILE, styles[n], adapter_calls[i]);
        }
    }
}

static void members_are_sorted(void **state) {
    (void)state;
    uint32_t len;
    const pl_member *members = pl_members(&len);
    for (uint32_t i = 1; i < len; i++) {
        assert_true(pl_str_cmp(members[i - 1].name, members[i].name) < 0);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(variables),
        cmocka_unit_test(values),
        cmocka_unit_test(data),
        cmocka_unit_test(references),
        cmocka_unit_test(results),
        cmocka_unit_test(errors),
        cmocka_unit_test(macro_use_is_recorded_at_the_top_only),
        cmocka_unit_test(hooks_are_stored_under_their_dashed_names),
        cmocka_unit_test(messages_reach_the_project),
        cmocka_unit_test(text_of_relations_is_marked),
        cmocka_unit_test(provenance_is_kept),
        cmocka_unit_test(secrets_are_filled_in_after_rendering),
        cmocka_unit_test(odd_arguments_are_answered),
        cmocka_unit_test(members_are_sorted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

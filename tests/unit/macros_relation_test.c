/* adapter, api.Relation and api.Column: rows of phase, template and result. */
#include "tests/unit/macros_project.h"

static void adapters(void **state) {
    (void)state;
    static const row rows[] = {
        {COMPILE, "{{ adapter.dispatch('greet', 'util')('x') }}", "hello x"},
        {COMPILE, "{{ adapter.dispatch('shout')('x') }}", "X!"},
        {COMPILE, "{{ adapter.dispatch('a.b') }}",
         "E0301 In adapter.dispatch, got a macro name of \"a.b\", but \".\" is "
         "not a valid macro name component. Did you mean "
         "`adapter.dispatch(\"b\", macro_namespace=\"a\")`?"},
        {COMPILE, "{{ adapter.dispatch('no', 'util') }}",
         "E0301 In dispatch: No macro named 'no' found within namespace: 'util'\n    "
         "Searched for: 'shop.postgres__no', 'shop.default__no', "
         "'util.postgres__no', 'util.default__no'"},
        {COMPILE, "{{ adapter.dispatch('no') }}",
         "E0301 In dispatch: No macro named 'no' found within namespace: 'None'\n    "
         "Searched for: 'postgres__no', 'default__no'"},
        {COMPILE, "{{ adapter.dispatch('x', 5) }}",
         "E0301 In adapter.dispatch, got a <class 'int'> macro_namespace argument "
         "(\"5\"), but macro_namespace should be None or a string."},
        {COMPILE,
         "{{ adapter.type() }} {{ adapter.quote('a b') }} "
         "{{ adapter.quote_as_configured('x', 'schema') }} "
         "{{ adapter.quote_seed_column('x', false) }}",
         "postgres \"a b\" \"x\" x"},
        {COMPILE, "{{ adapter.get_relation('d', 's', 'i') }}", "None"},
        {COMPILE,
         "{{ adapter.get_columns_in_relation(api.Relation.create(identifier='known'))"
         " | map(attribute='name') | list }}",
         "['id']"},
        {COMPILE, "{{ adapter.get_columns_in_relation(this) }}",
         "E0430 adapter.get_columns_in_relation(\"db\".\"sc\".\"me\") needs an answer of the warehouse"},
        {COMPILE, "{{ adapter.check_schema_exists('a', 'b') }}",
         "E0430 adapter.check_schema_exists needs an answer of the warehouse"},
        {PARSE,
         "{{ adapter.get_columns_in_relation(this) }} "
         "{{ adapter.check_schema_exists() }} {{ adapter.get_relation(1) }} "
         "{{ adapter.execute('x')[0] }} {{ adapter.add_query('x') }}",
         "[] False None  (None, None)"},
        {COMPILE, "{{ adapter.nonsense() }}",
         "error 'dbt.context.providers.RuntimeDatabaseWrapper object' has no attribute 'nonsense'"},
        {COMPILE,
         "{{ adapter.render_raw_columns_constraints({'a': {'name': 'a', 'data_type': "
         "'int', 'constraints': [{'type': 'not_null'}, {'type': 'check', "
         "'expression': 'a > 0'}]}}) }}",
         "['a int not null check (a > 0)']"},
        {COMPILE,
         "{{ adapter.render_raw_model_constraints([{'type': 'primary_key', 'columns':"
         " ['a', 'b'], 'name': 'pk'}]) }}",
         "['constraint pk primary key (a, b)']"},
    };
    CHECK(rows, &postgres);
}

static void relations(void **state) {
    (void)state;
#define MADE                                                                           \
    "{% set r = api.Relation.create(database='D', schema='S', identifier='T', "        \
    "type='view') %}"
    static const row rows[] = {
        {COMPILE,
         MADE "{{ r }} {{ r.include(database=false) }} {{ r.quote(schema=false) }}",
         "\"D\".\"S\".\"T\" \"S\".\"T\" \"D\".S.\"T\""},
        {COMPILE,
         MADE "{{ r.incorporate(path={'identifier': 'N'}, type='table') }} "
              "{{ r.incorporate(type='table').type }} {{ r.type }}",
         "\"D\".\"S\".\"N\" table view"},
        {COMPILE,
         MADE "{{ r.path }} {{ r.quote_policy }} {{ r.include_policy.schema }}",
         "Path(database='D', schema='S', identifier='T') Policy(database=True, schema=True, identifier=True) True"},
        {COMPILE,
         MADE "{{ r.replace_path(schema='X') }} {{ r.without_identifier() }} "
              "{{ r.render() }} {{ [r] }}",
         "\"D\".\"X\".\"T\" \"D\".\"S\" \"D\".\"S\".\"T\" [<PostgresRelation \"D\".\"S\".\"T\">]"},
        {COMPILE,
         MADE "{{ r.is_view }} {{ r.is_table }} {{ r.name }} {{ r.table }} "
              "{{ r['schema'] }} {{ r is mapping }} {{ r.get('metadata').type }}",
         "True False T T S True PostgresRelation"},
        {COMPILE,
         MADE "{{ r.information_schema() }} {{ r.information_schema('columns') }}",
         "\"D\".INFORMATION_SCHEMA \"D\".INFORMATION_SCHEMA.columns"},
        {COMPILE,
         MADE "{{ r == r.include() }} {{ r == r.quote(schema=false) }} "
              "{{ r.matches(database='D', schema='S', identifier='T') }}",
         "True False True"},
        {COMPILE, MADE "{{ r.matches(database='d', schema='S', identifier='T') }}",
         "E0601 When searching for a relation, dbt found an approximate match. "
         "Instead of guessing \nwhich relation to use, dbt will move on. Please "
         "delete \"D\".\"S\".\"T\", or rename it to be less ambiguous.\nSearched for: "
         "\"d\".\"S\".\"T\"\nFound: \"D\".\"S\".\"T\""},
        {COMPILE, MADE "{% for x in r %}{% endfor %}",
         "E0601 The object (\"\"D\".\"S\".\"T\"\") was used as a dictionary. This "
         "capability has been removed from objects of this type."},
        {COMPILE,
         "{{ api.Relation.create(schema='', identifier='e') }} "
         "{{ api.Relation.create(identifier='x', quote_policy={'identifier': false}) "
         "}} {{ api.Relation.View }} {{ api.Relation.add_ephemeral_prefix('m') }}",
         "\"\".\"e\" x view __dbt__cte__m"},
        {COMPILE, "{{ api.Relation.create(schema=5) }}",
         "E0601 Got an invalid path schema: 5"},
        {COMPILE, "{{ api.Relation.create(identifier='a' * 64, type='table') }}",
         "E0601 Relation name "
         "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' "
         "is longer than 63 characters"},
        {COMPILE, "{{ this.incorporate(limit=0) }}",
         "(select * from \"db\".\"sc\".\"me\" where false limit 0) _dbt_limit_subq_me"},
    };
    CHECK(rows, &postgres);
    static const row on_snowflake[] = {
        {COMPILE,
         MADE "{{ r }} {{ r.quote_policy }} {{ r.as_case_sensitive() }} "
              "{{ r.information_schema() }} {{ r.is_dynamic_table }} "
              "{{ this.incorporate(limit=0) }}",
         "D.S.T SnowflakeQuotePolicy(database=False, schema=False, "
         "identifier=False) D.S.T D.INFORMATION_SCHEMA False (select * "
         "from db.sc.me where false limit 0)"},
    };
    CHECK(on_snowflake, &snowflake);
    static const row on_bigquery[] = {
        {COMPILE,
         MADE "{{ r }} {{ r.project }} {{ r.information_schema('TABLES') }} "
              "{{ r.information_schema() }} {{ r.information_schema('__TABLES__') }}",
         "`D`.`S`.`T` D `D`.`S`.INFORMATION_SCHEMA.TABLES `D`.INFORMATION_SCHEMA `D`.`S`.__TABLES__"},
    };
    CHECK(on_bigquery, &bigquery);
    static const row on_spark[] = {
        {COMPILE, "{{ api.Relation.create(database='a', schema='b') }}",
         "E0601 Cannot set database in spark!"},
        {COMPILE, "{{ api.Relation.create(schema='b', identifier='c') }}", "b.c"},
    };
    CHECK(on_spark, &spark);
#undef MADE
}

static void columns(void **state) {
    (void)state;
    static const row on_postgres[] = {
        {COMPILE, "{{ api.Column('N', 'character varying', 20) }}",
         "PostgresColumn(column='N', dtype='character varying', char_size=20, "
         "numeric_precision=None, numeric_scale=None)"},
        {COMPILE,
         "{{ api.Column('n', 'numeric', numeric_precision=10, numeric_scale=2)"
         ".data_type }} {{ api.Column('n', 'text').data_type }} "
         "{{ api.Column('n', 'varchar', 5).data_type }}",
         "numeric(10,2) text character varying(5)"},
        {COMPILE,
         "{{ api.Column.translate_type('string') }} "
         "{{ api.Column.string_type(5) }} {{ api.Column.numeric_type('d', 4, 2) }} "
         "{{ api.Column.create('n', 'STRING').dtype }} "
         "{{ api.Column('a', 'int').quoted }}",
         "TEXT character varying(5) d(4,2) TEXT \"a\""},
        {COMPILE,
         "{% set c = api.Column.from_description('n', 'numeric(10,2)') %}"
         "{{ c.dtype }} {{ c.numeric_scale }} {{ c.is_number() }} {{ c.is_string() }}",
         "numeric 2 True False"},
        {COMPILE, "{{ api.Column('n', 'int').string_size() }}",
         "E0601 Called string_size() on non-string field!"},
        {COMPILE,
         "{{ api.Column('a', 'text') == api.Column('a', 'text') }} {{ api.Column('a', "
         "'varchar', 5).can_expand_to(api.Column('b', 'varchar', 6)) }}",
         "True True"},
    };
    CHECK(on_postgres, &postgres);
    static const row on_bigquery[] = {
        {COMPILE,
         "{{ api.Column.translate_type('text') }} {{ api.Column('a', 'record', "
         "[api.Column('b', 'INT64')], 'REPEATED') }}",
         "STRING <BigQueryColumn a (ARRAY<STRUCT<`b` INT64>>, REPEATED)>"},
        {COMPILE,
         "{{ adapter.parse_partition_by({'field': 'D', 'data_type': 'timestamp'}).render('t') }}",
         "timestamp_trunc(t.d, day)"},
    };
    CHECK(on_bigquery, &bigquery);
    static const row on_databricks[] = {
        {COMPILE,
         "{{ api.Column.translate_type('LONG') }} {{ adapter.compare_dbr_version(1, "
         "2) }} {{ api.Column.format_add_column_list([api.Column('a', 'INT')]) }}",
         "bigint 1 `a` int"},
        {PARSE, "{{ adapter.compare_dbr_version(1, 2) }}", "0"},
    };
    CHECK(on_databricks, &databricks);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(adapters),
        cmocka_unit_test(relations),
        cmocka_unit_test(columns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

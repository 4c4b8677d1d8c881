/* check/sql/sql.h: the relations that a SQL text names, found without a grammar of it.
 *
 * Tokens are told apart as the adapter's database does (quotes, comments, dollar
 * quotes, raw texts); a walk over them keeps, for each level of parentheses, what the
 * clause is about. It errs to silence: what might be something else is no relation. */
#ifndef PL_CHECK_SQL_SQL_H
#define PL_CHECK_SQL_SQL_H

#include "adapter/adapter.h"
#include "support/vec.h"

/* ---- tokens */

typedef enum pl_sql_kind {
    PL_SQL_WORD,
    PL_SQL_QUOTED, /* an identifier in quotes */
    PL_SQL_TEXT,   /* a text literal */
    PL_SQL_NUMBER,
    PL_SQL_MARK, /* one byte of anything else */
} pl_sql_kind;

typedef struct pl_sql_token {
    uint32_t lo, hi;
    uint32_t open; /* of ')': the token number of its '(' */
    uint8_t kind;  /* pl_sql_kind */
} pl_sql_token;

typedef struct pl_sql_tokens {
    pl_sql_token *at;
    uint32_t len, cap;
} pl_sql_tokens;

/* `dialect`: PL_SQL_* of adapter/adapter.h. Comments and white space are left out. Time: O(bytes). */
pl_sql_tokens pl_sql_lex(pl_str sql, uint32_t dialect, pl_arena *a);

/* ---- relations */

typedef struct pl_sql_part {
    pl_str text; /* without its quotes */
    bool quoted;
} pl_sql_part;

enum { PL_SQL_PARTS = 4 };

typedef struct pl_sql_relation {
    uint32_t lo, hi; /* bytes of the path */
    uint32_t len;    /* parts */
    pl_sql_part part[PL_SQL_PARTS];
} pl_sql_relation;

typedef struct pl_sql_relations {
    const pl_sql_relation *at;
    uint32_t len;
} pl_sql_relations;

/* Where the text reads or writes a relation, in order. Left out are names that it
 * defines itself (CTEs, tables it creates), array columns of its relations, table
 * functions, stages and files. */
pl_sql_relations pl_sql_relations_of(pl_str sql, const pl_adapter *ad, pl_arena *a);

#endif

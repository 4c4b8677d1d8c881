/* The SQL scanner, as each adapter reads a text: tokens lie in order within it, and
 * what is found is made of their bytes. */
#include "check/sql/sql.h"
#include "tests/fuzz/fuzz.h"

static void look_at_tokens(pl_str sql, const pl_adapter *ad, pl_arena *a) {
    pl_sql_tokens t = pl_sql_lex(sql, ad->sql, a);
    uint32_t end = 0;
    for (uint32_t i = 0; i < t.len; i++) {
        require(t.at[i].lo >= end && t.at[i].hi > t.at[i].lo && t.at[i].hi <= sql.len);
        end = t.at[i].hi;
    }
}

static void look_at_relations(pl_str sql, const pl_adapter *ad, pl_arena *a) {
    pl_sql_relations all = pl_sql_relations_of(sql, ad, a);
    uint32_t from = 0;
    for (uint32_t i = 0; i < all.len; i++) {
        const pl_sql_relation *r = &all.at[i];
        require(r->lo >= from && r->hi > r->lo && r->hi <= sql.len);
        require(r->len > 0 && r->len <= PL_SQL_PARTS);
        from = r->lo;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    pl_arena a = {0};
    pl_str sql = {(const char *)data, (uint32_t)size};
    const pl_adapter *ad;
    for (uint32_t i = 0; size <= 65536 && (ad = pl_adapter_at(i)) != NULL; i++) {
        look_at_tokens(sql, ad, &a);
        look_at_relations(sql, ad, &a);
        pl_arena_reset(&a);
    }
    pl_arena_free(&a);
    return 0;
}

/* support/regex.c: regular expressions by PCRE2; the only file that includes it. */
#include "support/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

enum { HEAP_KIB_MAX = 32 * 1024 /* memory for backtracking */ };

static void *from_arena(size_t n, void *arena) {
    return pl_alloc(arena, n);
}

static void keep(void *p, void *arena) {
    (void)p;
    (void)arena;
}

static uint32_t compile_options(uint32_t flags) {
    uint32_t options = PCRE2_UTF | PCRE2_NO_UTF_CHECK;
    options |= flags & PL_REGEX_NOCASE ? PCRE2_CASELESS : 0;
    options |= flags & PL_REGEX_MULTILINE ? PCRE2_MULTILINE | PCRE2_ALT_CIRCUMFLEX : 0;
    options |= flags & PL_REGEX_DOTALL ? PCRE2_DOTALL : 0;
    options |= flags & PL_REGEX_ASCII ? 0 : PCRE2_UCP;
    return options;
}

bool pl_regex_compile(pl_arena *a, pl_str pattern, uint32_t flags, pl_regex *out,
                      pl_str *why, uint32_t *at) {
    pcre2_general_context *memory = pcre2_general_context_create(from_arena, keep, a);
    pcre2_compile_context *how = pcre2_compile_context_create(memory);
    pcre2_set_newline(how, PCRE2_NEWLINE_LF);
    pcre2_set_parens_nest_limit(how, 200);
    int error;
    PCRE2_SIZE offset;
    pcre2_code *code = pcre2_compile((PCRE2_SPTR)pattern.at, pattern.len,
                                     compile_options(flags), &error, &offset, how);
    if (!code) {
        char text[160];
        pcre2_get_error_message(error, (PCRE2_UCHAR *)text, sizeof text);
        *why = pl_str_copy(a, pl_str_of(text));
        *at = (uint32_t)offset;
        return false;
    }
    *out = (pl_regex){.code = code};
    out->match = pcre2_match_data_create_from_pattern(code, memory);
    pcre2_match_context *limits = pcre2_match_context_create(memory);
    pcre2_set_heap_limit(limits, HEAP_KIB_MAX);
    out->limits = limits;
    pcre2_pattern_info(code, PCRE2_INFO_CAPTURECOUNT, &out->groups);
    return true;
}

pl_regex_result pl_regex_match(const pl_regex *re, pl_str subject, uint32_t from,
                               uint32_t how, uint32_t most, uint32_t *spans) {
    uint32_t options = PCRE2_NO_UTF_CHECK;
    options |= how & PL_REGEX_AT_START ? PCRE2_ANCHORED : 0;
    options |= how & PL_REGEX_TO_END ? PCRE2_ENDANCHORED : 0;
    options |= how & PL_REGEX_NOT_EMPTY ? PCRE2_NOTEMPTY_ATSTART : 0;
    PCRE2_SPTR text = (PCRE2_SPTR)(subject.at ? subject.at : "");
    pcre2_set_match_limit(re->limits, most);
    int found =
        pcre2_match(re->code, text, subject.len, from, options, re->match, re->limits);
    if (found == PCRE2_ERROR_NOMATCH) {
        return PL_REGEX_NONE;
    }
    if (found < 0) {
        return PL_REGEX_GAVE_UP;
    }
    const PCRE2_SIZE *at = pcre2_get_ovector_pointer(re->match);
    for (uint32_t i = 0; i < 2 * (re->groups + 1); i++) {
        spans[i] = at[i] == PCRE2_UNSET ? UINT32_MAX : (uint32_t)at[i];
    }
    return PL_REGEX_MATCH;
}

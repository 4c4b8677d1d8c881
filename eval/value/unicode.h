/* eval/value/unicode.h: characters, as Python classifies them. */
#ifndef PL_EVAL_VALUE_UNICODE_H
#define PL_EVAL_VALUE_UNICODE_H

#include <stdbool.h>
#include <stdint.h>

bool pl_char_is_space(uint32_t c);
bool pl_char_is_printable(uint32_t c);
bool pl_char_is_alpha(uint32_t c);
bool pl_char_is_decimal(uint32_t c);
bool pl_char_is_digit(uint32_t c);
bool pl_char_is_numeric(uint32_t c);
/* Value of a decimal digit of any script, or -1. */
int pl_char_decimal(uint32_t c);

#endif

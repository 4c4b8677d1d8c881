/* Message digests, by libmd. */
#include "project/input/digest.h"

#include <md5.h>
#include <sha256.h>

static pl_str hex_of(pl_arena *a, const uint8_t *digest, size_t n) {
    static const char hex[] = "0123456789abcdef";
    char *to = pl_alloc(a, 2 * n + 1);
    for (size_t i = 0; i < n; i++) {
        to[2 * i] = hex[digest[i] >> 4];
        to[2 * i + 1] = hex[digest[i] & 15];
    }
    to[2 * n] = '\0';
    return (pl_str){to, (uint32_t)(2 * n)};
}

pl_str pl_md5_hex(pl_arena *a, pl_str text) {
    uint8_t digest[MD5_DIGEST_LENGTH];
    MD5_CTX ctx;
    MD5Init(&ctx);
    MD5Update(&ctx, (const uint8_t *)text.at, text.len);
    MD5Final(digest, &ctx);
    return hex_of(a, digest, sizeof digest);
}

pl_str pl_sha256_hex(pl_arena *a, pl_str text) {
    uint8_t digest[SHA256_DIGEST_LENGTH];
    SHA2_CTX ctx;
    SHA256Init(&ctx);
    SHA256Update(&ctx, (const uint8_t *)text.at, text.len);
    SHA256Final(digest, &ctx);
    return hex_of(a, digest, sizeof digest);
}

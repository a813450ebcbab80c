/* Numbers for people. */
#ifndef MCHECK_REPORT_TEXT_NUMBER_H
#define MCHECK_REPORT_TEXT_NUMBER_H

#include <stdint.h>

/* A number's text, by value. */
struct number {
	char text[32];
};

/* 1,234,567 */
struct number number_text(uint64_t number);

/* To two digits: 1,200,000; "10^18 or more" for what is too large. */
struct number number_round(uint64_t number);

/* "12%", "0.3%", "less than 0.01%": a part of what is not 0. */
struct number number_share(uint64_t part, uint64_t whole);

/* "4.2 s", "3 min 20 s", "2 h 5 min". */
struct number number_time(double seconds);

/* "12 MiB" */
struct number number_bytes(uint64_t bytes);

#endif

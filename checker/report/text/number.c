/* Numbers for people. */
#include "report/text/number.h"

#include <stdio.h>
#include <string.h>

#define TOO_LARGE 1000000000000000000u

struct number number_text(uint64_t number)
{
	struct number result;
	char digits[24];
	int length = snprintf(digits, sizeof digits, "%llu",
			      (unsigned long long)number);
	char *to = result.text;

	for (int i = 0; i < length; i++) {
		if (i && (length - i) % 3 == 0)
			*to++ = ',';
		*to++ = digits[i];
	}
	*to = 0;
	return result;
}

struct number number_round(uint64_t number)
{
	uint64_t unit = 1;

	if (number >= TOO_LARGE)
		return (struct number){"10^18"};
	while (number / unit >= 100)
		unit *= 10;
	return number_text((number + unit / 2) / unit * unit);
}

struct number number_share(uint64_t part, uint64_t whole)
{
	struct number result;
	double percent = 100 * (double)part / (double)whole;

	if (percent < 0.01)
		return (struct number){"less than 0.01%"};
	snprintf(result.text, sizeof result.text, "%.*f%%",
		 percent < 0.1  ? 2
		 : percent < 10 ? 1
				: 0,
		 percent > 99.4 ? 99.0 : percent);
	return result;
}

struct number number_time(double seconds)
{
	struct number result;
	unsigned long whole = (unsigned long)(seconds + 0.5);

	if (seconds < 9.95)
		snprintf(result.text, sizeof result.text, "%.1f s", seconds);
	else if (whole < 60)
		snprintf(result.text, sizeof result.text, "%lu s", whole);
	else if (whole < 3600)
		snprintf(result.text, sizeof result.text, "%lu min %lu s",
			 whole / 60, whole % 60);
	else if (whole < 100 * 3600)
		snprintf(result.text, sizeof result.text, "%lu h %lu min",
			 whole / 3600, whole % 3600 / 60);
	else
		snprintf(result.text, sizeof result.text, "%lu days",
			 whole / 86400);
	return result;
}

struct number number_bytes(uint64_t bytes)
{
	static const char *const units[] = {"bytes", "KiB", "MiB", "GiB",
					    "TiB"};
	struct number result;
	double amount = (double)bytes;
	int unit = 0;

	while (amount >= 1024 && unit < 4) {
		amount /= 1024;
		unit++;
	}
	snprintf(result.text, sizeof result.text, "%.*f %s",
		 unit && amount < 9.95 ? 1 : 0, amount, units[unit]);
	return result;
}

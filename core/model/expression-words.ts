/* What an expression of spec 2.1 may say. A test asks both engines whether each of these functions exists there. */

/** Grammar, which no column can be without quotes. */
export const hardWords = new Set(
  words(`and or not is null true false in like ilike between case when then else end as distinct from escape`),
);

/** Types, and units of time; a column may be called so too. */
export const softWords = new Set(
  words(`cast try_cast extract interval boolean bool tinyint smallint integer int bigint hugeint utinyint usmallint
    uinteger ubigint float real double decimal numeric varchar text string date time timestamp uuid year years month
    months week weeks day days hour hours minute minutes second seconds millisecond milliseconds microsecond
    microseconds quarter`),
);

/**
 * Scalar, without a clock, a session, randomness or memory, in both engines. Not here: what reads settings, zones or
 * locales, and what makes much of little (`repeat`, `lpad`). `exp`, `pow`, `sin` and their like differ in the
 * last bits between the engines, and not within one.
 */
export const scalarFunctions = new Set(
  words(`abs ceil ceiling floor round trunc sign sqrt cbrt exp ln log log2 log10 pow power mod fmod fdiv greatest least
    gcd lcm even factorial pi degrees radians sin cos tan cot asin acos atan atan2 sinh cosh tanh isnan isinf isfinite
    signbit nextafter bit_count xor coalesce nullif ifnull if lower lcase upper ucase trim ltrim rtrim length len strlen
    substr substring left right replace contains starts_with ends_with prefix suffix concat concat_ws split_part instr
    strpos reverse ascii ord unicode chr translate regexp_matches regexp_full_match regexp_replace regexp_extract
    levenshtein damerau_levenshtein hamming jaccard jaro_similarity jaro_winkler_similarity md5 strip_accents
    date_part datepart date_trunc datetrunc date_diff datediff date_sub datesub age make_date make_timestamp
    day dayofmonth dayofweek dayofyear isodow week weekofyear month quarter year isoyear yearweek hour minute second
    millisecond microsecond epoch epoch_ms epoch_us last_day monthname dayname to_years to_months to_weeks to_days
    to_hours to_minutes to_seconds to_milliseconds to_microseconds list_contains array_contains list_min list_max
    list_sum list_count list_value struct_extract`),
);

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}

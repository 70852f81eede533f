package io.holdfast.retry;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A test that runs with clocks that start at 0, at a negative instant, and so that they wrap within a microsecond. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest(name = "clock starts at {0}")
@ValueSource(longs = {0, -7_000_000_001L, Long.MAX_VALUE - 999})
@interface EveryClock {}

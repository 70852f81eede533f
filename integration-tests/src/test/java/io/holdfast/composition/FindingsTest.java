package io.holdfast.composition;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.holdfast.Pipeline;
import io.holdfast.PipelineBuilder;
import io.holdfast.Registry;
import io.holdfast.bulkhead.Bulkhead;
import io.holdfast.circuitbreaker.CircuitBreaker;
import io.holdfast.explain.Code;
import io.holdfast.explain.Dependency;
import io.holdfast.explain.Finding;
import io.holdfast.explain.Load;
import io.holdfast.explain.Severity;
import io.holdfast.ratelimiter.RateLimiter;
import io.holdfast.retry.Retry;
import io.holdfast.spi.Fact;
import io.holdfast.spi.FailureKind;
import io.holdfast.spi.Role;
import io.holdfast.timelimiter.TimeLimiter;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One fixture per code, each fires with the fix in its text; one clean fixture, which fires nothing. */
class FindingsTest {
    private static final long SECOND = 1_000_000_000;

    private static PipelineBuilder named(String name) {
        return Pipeline.named(name).in(Registry.create());
    }

    private static List<Finding> findings(UnaryOperator<PipelineBuilder> parts) {
        return parts.apply(named("p")).build().findings();
    }

    private static Arguments fires(Code code, Severity severity, String fix, UnaryOperator<PipelineBuilder> parts) {
        return arguments(code, severity, fix, parts);
    }

    private static Fact timeoutsOnly(int failures, int seconds) {
        return new Fact.CountTrigger(failures, seconds * SECOND, Set.of(FailureKind.TIMEOUT));
    }

    private static Fact share(int minimum, int calls, int seconds, int slowSeconds) {
        return new Fact.RateTrigger(50, minimum, calls, seconds * SECOND, slowSeconds * SECOND, Set.of());
    }

    static Stream<Arguments> found() {
        return Stream.of(
                fires(Code.HF001, Severity.WARNING, "add TimeLimiter.perAttempt(...)", p -> p.with(Bulkhead.of(5))),
                fires(
                        Code.HF002,
                        Severity.WARNING,
                        "make within at least 30 s",
                        p -> p.idempotent()
                                .within(ofSeconds(10))
                                .with(Retry.immediate().cap(Duration.ZERO).attempts(5))
                                .with(TimeLimiter.perAttempt(ofSeconds(6)))),
                fires(
                        Code.HF003,
                        Severity.WARNING,
                        "make the limit of the attempt shorter",
                        p -> p.within(ofSeconds(5)).with(TimeLimiter.perAttempt(ofSeconds(5)))),
                fires(
                        Code.HF005,
                        Severity.WARNING,
                        "there are 4; count fewer failures",
                        p -> p.expecting(Load.ofCallers(4))
                                .with(CircuitBreaker.failures(5).within(ofSeconds(10)))
                                .with(TimeLimiter.perAttempt(ofSeconds(15)))),
                fires(
                        Code.HF005,
                        Severity.NOTE,
                        "it takes 5 callers at once; declare expecting(",
                        p -> p.with(CircuitBreaker.failures(5).within(ofSeconds(10)))
                                .with(TimeLimiter.perAttempt(ofSeconds(15)))),
                fires(
                        Code.HF006,
                        Severity.WARNING,
                        "brings at most 50; lower minimumCalls",
                        p -> p.expecting(Load.perSecond(5))
                                .with(Known.as(Role.BREAKER, share(51, 0, 10, 0)))
                                .with(TimeLimiter.perAttempt(ofSeconds(1)))),
                fires(
                        Code.HF007,
                        Severity.WARNING,
                        "cut after 2 s; make the slow threshold shorter",
                        p -> p.with(Known.as(Role.BREAKER, share(1, 10, 0, 3)))
                                .with(TimeLimiter.perAttempt(ofSeconds(2)))),
                fires(
                        Code.HF008,
                        Severity.NOTE,
                        "declare idempotent()",
                        p -> p.with(Retry.immediate()).with(TimeLimiter.perAttempt(ofSeconds(1)))),
                fires(
                        Code.HF009,
                        Severity.WARNING,
                        "gets 27 times its load; repeat in one layer only",
                        p -> p.idempotent()
                                .expecting(Load.ofCallers(50).layers(3))
                                .with(Retry.immediate().withoutBudget())
                                .with(TimeLimiter.perAttempt(ofSeconds(1)))),
                fires(
                        Code.HF009,
                        Severity.WARNING,
                        "gets 9 times its load",
                        p -> p.idempotent()
                                .with(Retry.immediate().withoutBudget())
                                .with(Retry.immediate().withoutBudget())
                                .with(TimeLimiter.perAttempt(ofSeconds(1)))),
                fires(
                        Code.HF010,
                        Severity.WARNING,
                        "make openFor at least 15 s",
                        p -> p.with(CircuitBreaker.consecutiveFailures(5).openFor(ofSeconds(10)))
                                .with(TimeLimiter.perAttempt(ofSeconds(15)))),
                fires(
                        Code.HF011,
                        Severity.WARNING,
                        "need 60: it refuses calls on a normal day; give it at least 60 permits",
                        p -> p.expecting(Load.perSecond(30).taking(ofSeconds(2)))
                                .with(Bulkhead.of(59))
                                .with(TimeLimiter.perAttempt(ofSeconds(4)))),
                fires(
                        Code.HF012,
                        Severity.WARNING,
                        "refuses 20 % of them on a normal day; raise its rate",
                        p -> p.expecting(Load.perSecond(10))
                                .with(RateLimiter.permits(8).per(ofSeconds(1)))
                                .with(TimeLimiter.perAttempt(ofSeconds(1)))),
                fires(
                        Code.HF013,
                        Severity.WARNING,
                        "need 60 slots, and 'p/bulkhead' has 50: it refuses from 15.015 s on, before the breaker sees its"
                                + " first failure at 18 s; count slow calls in flight",
                        p -> p.expecting(Load.perSecond(3.33))
                                .with(CircuitBreaker.failures(5).within(ofSeconds(60)))
                                .with(Bulkhead.of(50))
                                .with(TimeLimiter.perAttempt(ofSeconds(18)))),
                fires(
                        Code.HF014,
                        Severity.WARNING,
                        "closes the file channel that the thread is blocked in, for all its users; use a limit that does"
                                + " not interrupt",
                        p -> p.calls(Dependency.FILES).with(TimeLimiter.perAttempt(ofSeconds(1)))),
                fires(
                        Code.HF014,
                        Severity.WARNING,
                        "closes the channel of the database",
                        p -> p.calls(Dependency.DATABASE).within(ofSeconds(1))));
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("found")
    void aFixtureFiresItsCodeAndNamesTheFix(
            Code code, Severity severity, String fix, UnaryOperator<PipelineBuilder> parts) {
        List<Finding> findings = findings(parts);
        assertThat(findings).extracting(Finding::code).containsExactly(code);
        assertThat(findings.get(0).severity()).isEqualTo(severity);
        assertThat(findings.get(0).text()).contains(fix);
        assertThat(findings.get(0).suppressed()).isEmpty();
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("found")
    void whatIsAcceptedIsShownWithItsReason(
            Code code, Severity severity, String fix, UnaryOperator<PipelineBuilder> parts) {
        Pipeline pipeline =
                parts.apply(named("p")).suppress(code, "we know better").build();
        assertThat(pipeline.findings()).allMatch(finding -> finding.suppressed().isPresent());
        assertThat(pipeline.explain().findings()).isEmpty();
        assertThat(pipeline.explain().toString())
                .contains("suppressed\n  " + code + " " + severity + " ", "[suppressed: we know better]");
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                fires(
                        Code.HF004,
                        Severity.ERROR,
                        "it takes 5 callers; there are 4; count fewer failures, in a longer time, or consecutive ones",
                        p -> p.expecting(Load.ofCallers(4))
                                .with(Known.as(Role.BREAKER, timeoutsOnly(5, 10)))
                                .with(TimeLimiter.perAttempt(ofSeconds(15)))),
                fires(
                        Code.HF006,
                        Severity.ERROR,
                        "so it never opens; make minimumCalls at most 10",
                        p -> p.with(Known.as(Role.BREAKER, share(11, 10, 0, 0)))
                                .with(TimeLimiter.perAttempt(ofSeconds(15)))));
    }

    @ParameterizedTest(name = "{0} {2}")
    @MethodSource("refused")
    void nonsenseIsNotBuiltUnlessItIsAccepted(
            Code code, Severity severity, String fix, UnaryOperator<PipelineBuilder> parts) {
        Registry registry = Registry.create();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parts.apply(Pipeline.named("p").in(registry)).build())
                .withMessageStartingWith("pipeline 'p': " + code + ": ")
                .withMessageContaining(fix)
                .withMessageEndingWith("(or accept it with suppress(code, reason))");
        assertThat(registry.pipelines()).isEmpty();
        List<Finding> accepted = findings(p -> parts.apply(p).suppress(code, "a drill"));
        assertThat(accepted).extracting(Finding::code).containsExactly(code);
        assertThat(accepted.get(0).severity()).isEqualTo(severity);
    }

    @Test
    void enoughCallersOrRoomForMoreTimeoutsIsNotRefused() {
        assertThat(findings(p -> p.expecting(Load.ofCallers(5))
                        .with(Known.as(Role.BREAKER, timeoutsOnly(5, 10)))
                        .with(TimeLimiter.perAttempt(ofSeconds(15)))))
                .isEmpty();
        assertThat(findings(p -> p.expecting(Load.ofCallers(1))
                        .with(Known.as(Role.BREAKER, timeoutsOnly(5, 4)))
                        .with(TimeLimiter.perAttempt(ofSeconds(1)))))
                .as("both ends of the window count: 0, 1, 2, 3, 4")
                .isEmpty();
    }

    @Test
    void aSharedBreakerMayHaveOtherCallersThanTheDeclaredOnes() {
        var shared = Known.as(Role.BREAKER, timeoutsOnly(5, 10)).create(io.holdfast.spi.PolicySite.named("shared"));
        assertThat(findings(
                        p -> p.expecting(Load.ofCallers(1)).with(shared).with(TimeLimiter.perAttempt(ofSeconds(15)))))
                .extracting(Finding::severity)
                .containsExactly(Severity.NOTE);
    }

    @Test
    void mistakesThatAreFoundElsewhereNameTheirCodes() {
        Bulkhead live = Bulkhead.of(1).build("live");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> named("p").with(live).with(live).build())
                .withMessageContaining("each live policy once")
                .withMessageEndingWith("[HF015]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> named("p")
                        .with(TimeLimiter.perAttempt(ofSeconds(1)))
                        .with(Retry.immediate())
                        .build())
                .withMessageContaining("write them so, or say why not with allowOrder")
                .withMessageEndingWith("[HF018]");
        Pipeline retrying =
                named("p").with(Retry.immediate()).within(ofSeconds(1)).build();
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        retrying.operation("o", String.class, String.class).build())
                .withMessageContaining("expected: idempotent()")
                .withMessageEndingWith("[HF008]");
        assertThat(org.assertj.core.api.Assertions.catchThrowable(
                        () -> retrying.call(() -> CompletableFuture.completedFuture("x"))))
                .hasMessageContaining("callAsync")
                .hasMessageEndingWith("[HF017]");
    }

    @Test
    void whatCannotBeAcceptedIsNotSuppressed() {
        for (Code code : List.of(Code.HF015, Code.HF017, Code.HF018)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> named("p").suppress(code, "no excuse"))
                    .withMessageStartingWith("code: " + code);
        }
    }

    @Test
    void aChainThatIsBuiltAgainAndAgainIsNoticed() {
        Registry registry = Registry.create();
        Pipeline last = null;
        for (int i = 0; i < 50; i++) {
            assertThat(last == null ? List.of() : last.findings()).isEmpty();
            last = Pipeline.named("per-call")
                    .in(registry)
                    .with(CircuitBreaker.consecutiveFailures(5))
                    .with(TimeLimiter.perAttempt(ofSeconds(1)))
                    .build();
        }
        assertThat(last.findings()).extracting(Finding::code).containsExactly(Code.HF016);
        assertThat(last.findings().get(0).text()).contains("for the 50th time", "build it once", "share it");
    }

    @Test
    void aCleanChainFiresNothing() {
        Pipeline clean = named("clean")
                .expecting(Load.perSecond(3.33).callers(50).taking(ofMillis(800)))
                .idempotent()
                .within(ofSeconds(60))
                .with(Retry.constant(ofMillis(500)).cap(ofMillis(600)).attempts(3))
                .with(CircuitBreaker.failures(5).within(ofSeconds(30)).openFor(ofSeconds(30)))
                .with(RateLimiter.permits(10).per(ofSeconds(1)))
                .with(Bulkhead.of(50))
                .with(TimeLimiter.perAttempt(ofSeconds(6)))
                .build();
        assertThat(clean.findings()).isEmpty();
        assertThat(clean.explain().toString()).doesNotContain("findings", "HF0");
    }
}

package io.holdfast.composition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.holdfast.Applied;
import io.holdfast.Change;
import io.holdfast.Pipeline;
import io.holdfast.Registry;
import io.holdfast.Settings;
import io.holdfast.explain.Explanation.Setting;
import io.holdfast.spi.Control;
import io.holdfast.spi.PolicySite;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** Settings from outside: by key, all or none, with the difference before and the way back afterwards. */
class SettingsTest {
    private final Registry registry = Registry.create();
    private final Turnstile shared = (Turnstile) Turnstile.of(7).create(PolicySite.named("front door"));
    private final Pipeline payments = named("payments");
    private final Pipeline mail = named("mail.eu");
    private final Turnstile paymentsOwn = own(payments);
    private final Turnstile mailOwn = own(mail);

    private Pipeline named(String name) {
        return Pipeline.named(name)
                .in(registry)
                .within(Duration.ofSeconds(1))
                .with(shared)
                .with(Turnstile.of(5))
                .build();
    }

    private static Turnstile own(Pipeline pipeline) {
        return (Turnstile) pipeline.info().policies().get(1);
    }

    private List<Integer> permits() {
        return List.of(
                shared.settings().permits(),
                paymentsOwn.settings().permits(),
                mailOwn.settings().permits());
    }

    private void refuses(Map<String, String> settings, String... texts) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> registry.apply(Settings.of(settings)))
                .satisfies(refused -> assertThat(refused.getMessage()).contains(texts));
        assertThat(permits()).as("invalid input changes nothing").containsExactly(7, 5, 5);
        assertThat(payments.explain().policies().get(1).settings().get("permits"))
                .isEqualTo(new Setting("5", "code"));
    }

    @Test
    void propertiesChangeSeveralPoliciesAndTheDifferenceSaysHow() {
        Properties properties = new Properties();
        properties.setProperty("holdfast.payments.turnstile.permits", "6");
        properties.setProperty("holdfast.mail.eu.turnstile.permits", " 8 ");
        properties.setProperty("holdfast.mail.eu.front door.permits", "70");
        properties.setProperty("holdfast.mail.eu.turnstile.lastCalls", "10");
        properties.setProperty("user.home", "is no business of ours");
        Settings settings = Settings.of(properties).from("shop.properties");
        List<Change> expected = List.of(
                new Change("front door", "permits", "7", "70", "shop.properties"),
                new Change("mail.eu/turnstile", "permits", "5", "8", "shop.properties"),
                new Change("payments/turnstile", "permits", "5", "6", "shop.properties"));
        assertThat(registry.diff(settings)).containsExactlyElementsOf(expected);
        assertThat(permits()).as("a difference changes nothing").containsExactly(7, 5, 5);

        Applied applied = registry.apply(settings);
        assertThat(applied.changes()).containsExactlyElementsOf(expected);
        assertThat(applied).hasToString("""
                front door: permits 7 -> 70 [shop.properties]
                mail.eu/turnstile: permits 5 -> 8 [shop.properties]
                payments/turnstile: permits 5 -> 6 [shop.properties]""");
        assertThat(permits()).containsExactly(70, 6, 8);
        assertThat(payments.explain().toString())
                .contains("permits=6 [shop.properties]", "minimumCalls=5 [code]", "permits=70 [shop.properties]");
        assertThat(registry.apply(settings).changes()).as("the second time").isEmpty();

        applied.rollback();
        assertThat(permits()).containsExactly(7, 5, 5);
        assertThat(payments.explain().toString()).contains("permits=5 [rolled back]");
    }

    @Test
    void variablesOfTheEnvironmentAreTheSameKeysInCapitals() {
        registry.apply(Settings.environment(Map.of(
                "HOLDFAST_MAIL_EU_TURNSTILE_PERMITS", "9",
                "HOLDFAST_PAYMENTS_TURNSTILE_MINIMUM_CALLS", "3",
                "HOLDFAST_PAYMENTS_FRONT_DOOR_LASTCALLS", "20",
                "HOME", "/")));
        assertThat(mailOwn.settings().permits()).isEqualTo(9);
        assertThat(paymentsOwn.settings().minimumCalls()).isEqualTo(3);
        assertThat(shared.settings().lastCalls()).isEqualTo(20);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> registry.apply(Settings.environment(Map.of("HOLDFAST_MAIL_TURNSTILE_PERMIT", "9"))))
                .withMessage("HOLDFAST_MAIL_TURNSTILE_PERMIT: 9 (expected: did you mean"
                        + " 'HOLDFAST_MAIL_EU_TURNSTILE_PERMITS'?)");
    }

    @Test
    void whateverIsWrongIsToldAtOnceAndNothingChanges() {
        refuses(
                Map.of(
                        "holdfast.payments.turnstile.permit", "6",
                        "holdfast.mail.eu.turnstile.permits", "8",
                        "holdfast.payments.turnstile.lastCalls", "many",
                        "holdfast.mail.eu.front door.permits", "0"),
                "holdfast.payments.turnstile.permit: 6 (expected: did you mean 'holdfast.payments.turnstile.permits'?)",
                "'payments/turnstile': lastCalls: many (expected: a whole number)",
                "'front door': permits: 0 (expected: >= 1 and <= 1000)");
    }

    @Test
    void oneSharedPolicyIsNotSetToTwoValues() {
        refuses(
                Map.of("holdfast.payments.front door.permits", "1", "holdfast.mail.eu.front door.permits", "2"),
                "as another key says of the same shared policy 'front door'");
    }

    @Test
    void whatOnePolicyRefusesIsTakenBackFromTheOthers() {
        refuses(
                Map.of("holdfast.mail.eu.turnstile.permits", "8", "holdfast.payments.turnstile.permits", "13"),
                "permits: 13 (expected: another number)");
    }

    @Test
    void whatTheLinterWouldRefuseToBuildIsTakenBack() {
        refuses(
                Map.of("holdfast.mail.eu.turnstile.permits", "8", "holdfast.payments.turnstile.minimumCalls", "11"),
                "nothing was changed: pipeline 'payments': HF006: 'payments/turnstile' waits for 11 calls");
    }

    @Test
    void aRollbackIsRefusedWhenSomebodyElseHasChangedThePolicySince() {
        Applied applied = registry.apply(Settings.of(Map.of(
                "holdfast.mail.eu.turnstile.permits", "8",
                "holdfast.payments.turnstile.permits", "6")));
        mailOwn.reconfigure(new Turnstile.Arms(9, 5, 10));
        assertThatIllegalStateException()
                .isThrownBy(applied::rollback)
                .withMessage("a policy has been changed since by somebody else; nothing was changed");
        assertThat(permits()).containsExactly(7, 6, 9);
    }

    @Test
    void anOverrideSurvivesAChangeOfSettings() {
        registry.control("payments/turnstile", Control.of(Control.Mode.FORCED_OPEN, "ann", "drill"));
        registry.apply(Settings.of(Map.of("holdfast.payments.turnstile.permits", "6")));
        assertThat(payments.tryCall(() -> "no").succeeded()).isFalse();
        registry.removeControl("payments/turnstile", "ann", "over");
        assertThat(payments.tryCall(() -> "yes").succeeded()).isTrue();
    }
}

package io.holdfast.call;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * No stage of a chain has answered. Says for each stage, in the order tried, why: the message lists the reasons, {@link
 * #stages()} has them for programs. The cause is what the first stage threw that was asked at all; what the others threw is
 * suppressed.
 *
 * <p>Also thrown by an operation with a fallback when the work threw a checked exception that nothing may stand in for,
 * because the classifier says that it is the dependency's answer; it is then the cause.
 *
 * <p>Carries no stack trace of its own: those of the causes show where it went wrong.
 */
public final class NoAnswerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String operation;
    private final transient List<Stage> stages;
    private final transient Reason reason;

    /**
     * One stage, and why it did not answer.
     *
     * @param name the stage
     * @param reason why there is no answer of it
     * @param thrown what it threw; null when it was not asked
     */
    public record Stage(
            String name, Reason reason, @Nullable Throwable thrown) {
        @Override
        public String toString() {
            return name + ": " + reason.code() + (thrown == null ? " (not asked)" : " (" + words(thrown) + ")");
        }

        private static String words(Throwable thrown) {
            String message = thrown.getMessage();
            return message == null ? thrown.getClass().getSimpleName() : message;
        }
    }

    /**
     * No answer.
     *
     * @param operation what was to be answered
     * @param reason the reason of the whole: {@link Reason#DEADLINE} when the time was up, else that of the last stage asked
     * @param stages why, by stage, in the order tried
     */
    public NoAnswerException(String operation, Reason reason, List<Stage> stages) {
        super(null, first(stages), true, false);
        this.operation = operation;
        this.stages = List.copyOf(stages);
        this.reason = reason;
        for (Stage stage : stages) {
            if (stage.thrown != null && stage.thrown != getCause()) {
                addSuppressed(stage.thrown);
            }
        }
    }

    /**
     * The work threw a checked exception that nothing may stand in for.
     *
     * @param operation what was to be answered
     * @param cause what the work threw
     * @return the exception, to be thrown
     */
    public static NoAnswerException insteadOf(String operation, Exception cause) {
        Reason reason = Reason.of(cause);
        return new NoAnswerException(operation, reason, List.of(new Stage(operation, reason, cause)));
    }

    private static @Nullable Throwable first(List<Stage> stages) {
        for (Stage stage : stages) {
            if (stage.thrown != null) {
                return stage.thrown;
            }
        }
        return null;
    }

    /**
     * What was to be answered.
     *
     * @return the operation's name
     */
    public String operation() {
        return operation;
    }

    /**
     * Why each stage did not answer.
     *
     * @return in the order tried; empty after deserialisation
     */
    public List<Stage> stages() {
        return stages == null ? List.of() : stages;
    }

    /**
     * The reason of the whole.
     *
     * @return {@link Reason#DEADLINE} when the time was up, else that of the last stage asked
     */
    public Reason reason() {
        return reason == null ? Reason.FAILED : reason;
    }

    @Override
    public String getMessage() {
        List<String> lines = new ArrayList<>();
        stages().forEach(stage -> lines.add(stage.toString()));
        return "operation '" + operation + "': no answer; " + String.join("; ", lines);
    }
}

package io.holdfast.event;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/**
 * The way of our events into a recording of the JDK's Flight Recorder: one type of event, {@code io.holdfast.Policy}, for all.
 *
 * <p><b>Cost.</b> While no recording has ever been started in the process, one read of a field of the JDK; the recorder is not
 * initialised by us. Where the module {@code jdk.jfr} is absent, nothing.
 */
final class FlightRecording {
    private static final boolean AVAILABLE =
            ModuleLayer.boot().findModule("jdk.jfr").isPresent();

    private FlightRecording() {}

    /** Whether a recording that wants our events is running. */
    static boolean on() {
        return AVAILABLE && Recorder.on();
    }

    /** Records an event; ask first. */
    static void record(Event event) {
        Recorder.record(event);
    }

    /** Loaded only where the module is present. */
    private static final class Recorder {
        static boolean on() {
            return FlightRecorder.isInitialized() && Type.POLICY.isEnabled();
        }

        static void record(Event event) {
            PolicyEvent recorded = new PolicyEvent();
            recorded.kind = event.kind().name();
            recorded.policy = event.policy();
            recorded.text = event.toString();
            recorded.commit();
        }
    }

    /** Registers the type, once the recorder is there anyway. */
    private static final class Type {
        static final EventType POLICY = EventType.getEventType(PolicyEvent.class);
    }

    /** What a recording shows. */
    @Name("io.holdfast.Policy")
    @Label("Policy Event")
    @Description("What a policy of Holdfast did")
    @Category("Holdfast")
    @StackTrace(false)
    static final class PolicyEvent extends jdk.jfr.Event {
        @Label("Kind")
        String kind = "";

        @Label("Policy")
        String policy = "";

        @Label("Text")
        String text = "";
    }
}

package io.holdfast.async;

import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

/** The stage of an attempt: only the world completes it, and only the driver cancels it. */
final class WorkStage extends CompletableFuture<Object> {
    private final World world;
    final int attempt;
    final long began;
    private final boolean stubborn;
    private volatile boolean unwatched;

    WorkStage(World world, int attempt, boolean stubborn) {
        this.world = world;
        this.attempt = attempt;
        this.began = world.time.nanos();
        this.stubborn = stubborn;
    }

    /** Ended, or nobody can learn that it has. */
    boolean overForAll() {
        return unwatched || isDone();
    }

    boolean stubborn() {
        return stubborn;
    }

    void ends(Object value) {
        super.complete(value);
    }

    void fails(Throwable thrown) {
        super.completeExceptionally(thrown);
    }

    @Override
    public CompletableFuture<Object> whenComplete(BiConsumer<? super Object, ? super Throwable> action) {
        try {
            world.reach(Point.WHEN_COMPLETE);
            CompletableFuture<Object> dependent = super.whenComplete(action);
            world.reach(Point.WHEN_COMPLETE);
            return dependent;
        } catch (Throwable broken) {
            unwatched = true;
            throw broken;
        }
    }

    @Override
    public boolean cancel(boolean mayInterrupt) {
        return !stubborn && super.cancel(mayInterrupt);
    }

    @Override
    public boolean complete(Object value) {
        world.expect(false, "the source was completed");
        return super.complete(value);
    }

    @Override
    public boolean completeExceptionally(Throwable thrown) {
        world.expect(false, "the source was completed exceptionally");
        return super.completeExceptionally(thrown);
    }

    @Override
    public void obtrudeValue(Object value) {
        world.expect(false, "the source was overwritten");
    }

    @Override
    public void obtrudeException(Throwable thrown) {
        world.expect(false, "the source was overwritten");
    }
}

package io.holdfast.async;

import io.holdfast.call.RejectionKind;
import io.holdfast.spi.Effect;
import io.holdfast.spi.Gate;
import io.holdfast.spi.Role;
import io.holdfast.spi.Ticket;
import io.holdfast.spi.Verdict;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** A gate that keeps books of every permit and ticket, and reports what is wrong with them. */
final class BookGate extends Gate {
    /** What it does with those who come. */
    enum Answer {
        PASS,
        GRANT_AT_ONCE,
        GRANT_LATER,
        RESERVE_LATER,
        REFUSE_LATER,
        NEVER
    }

    private final World world;
    private final Answer answer;
    private final boolean holds;
    private final AtomicLong numbers = new AtomicLong();
    private final Map<Long, Set<WorkStage>> open = new ConcurrentHashMap<>();
    private final Queue<Ticket> taken = new ConcurrentLinkedQueue<>();
    private final Queue<Ticket> gone = new ConcurrentLinkedQueue<>();

    BookGate(World world, String name, Answer answer, boolean holds) {
        super(name, world.time);
        this.world = world;
        this.answer = answer;
        this.holds = holds;
    }

    @Override
    public Role role() {
        return Role.CONCURRENCY;
    }

    @Override
    public int needs() {
        return START_CLOCK | (holds ? HOLD_UNTIL_WORK_ENDS : END_CLOCK);
    }

    private long issue() {
        long permit = numbers.getAndIncrement();
        open.put(permit, ConcurrentHashMap.newKeySet());
        return permit;
    }

    private void grant(Ticket ticket, long readyIn) {
        long permit = issue();
        boolean granted = readyIn == 0 ? ticket.grant(permit) : ticket.reserve(permit, world.time.nanos() + readyIn);
        if (!granted) {
            open.remove(permit);
        }
    }

    @Override
    public long enter(long now, long deadline, Object subject) {
        world.reach(Point.ENTER);
        return answer == Answer.PASS ? issue() : QUEUE;
    }

    @Override
    public long enqueue(Ticket ticket, long now, long deadline) {
        taken.add(ticket);
        if (answer == Answer.NEVER) {
            ticket.notAfter(now + World.PATIENCE.toNanos());
        } else if (answer == Answer.GRANT_AT_ONCE) {
            grant(ticket, 0);
        }
        world.reach(
                switch (answer) {
                    case GRANT_AT_ONCE -> Point.ENQUEUE_GRANTED;
                    case RESERVE_LATER -> Point.ENQUEUE_RESERVED;
                    case REFUSE_LATER -> Point.ENQUEUE_REFUSED;
                    default -> Point.ENQUEUE_LATER;
                });
        return 0;
    }

    /** Does what it has to with those who wait. Whether there was something to do. */
    boolean decide() {
        boolean any = false;
        for (Ticket ticket : taken) {
            if (ticket.answer() == QUEUE && answer != Answer.NEVER) { // nobody has decided
                any = true;
                switch (answer) {
                    case RESERVE_LATER -> grant(ticket, World.RESERVED.toNanos());
                    case REFUSE_LATER -> ticket.refuse(refuse(RejectionKind.OTHER, 0));
                    default -> grant(ticket, 0);
                }
            }
        }
        return any;
    }

    /** Whether a permit is granted that is not usable yet. */
    boolean hasReserved() {
        return taken.stream().anyMatch(ticket -> ticket.granted() && ticket.readyAt() - world.time.nanos() > 0);
    }

    @Override
    public void left(Ticket ticket) {
        gone.add(ticket);
        world.reach(Point.LEFT);
    }

    @Override
    public boolean stands(long permit) {
        world.expect(open.containsKey(permit), "stands asked about a permit that is not open");
        world.reach(Point.STANDS);
        return true;
    }

    /** Work starts: every permit that is out has let it pass, or holds older work. */
    void starts(WorkStage work) {
        open.values().forEach(inside -> inside.add(work));
    }

    @Override
    public void settle(long permit, Verdict verdict, long start, long end) {
        Set<WorkStage> inside = open.remove(permit);
        world.expect(inside != null, "settled twice, or never granted");
        if (inside != null) {
            world.expect(
                    inside.isEmpty() == (verdict.effect() == Effect.UNUSED),
                    name() + " after " + inside.size() + " works was told " + verdict);
            world.expect(!holds || inside.stream().allMatch(WorkStage::overForAll), "let go while the work runs");
        }
        world.reach(Point.SETTLE);
    }

    /** Once the call is over: what is open must be held by work that runs. */
    void checkAfterCall() {
        open.forEach((permit, inside) -> world.expect(
                holds && inside.stream().anyMatch(work -> !work.overForAll()), name() + " misses a permit"));
    }

    /** Once everything is over. */
    void checkAtEnd() {
        world.expect(open.isEmpty(), name() + " misses permits " + open);
        for (Ticket ticket : taken) {
            long left = gone.stream().filter(each -> each == ticket).count();
            world.expect(left == (ticket.gone() ? 1 : 0), name() + ": left was called " + left + " times");
            world.expect(ticket.answer() != QUEUE, name() + ": a ticket that nobody waits with");
        }
    }
}

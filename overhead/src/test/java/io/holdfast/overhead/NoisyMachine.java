package io.holdfast.overhead;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * Samples as a shared machine gives them: each round off by some per cent, a tenth of them by far more, for rounds on end;
 * the machine's speed drifts; each JVM compiles a call a little better or worse, and one of its two layouts costs 8 %.
 */
final class NoisyMachine implements Source {
    private static final int ROUNDS = 60;
    private static final double YARDSTICK = 30;

    private final Random random;
    private final Map<String, Double> nanos;
    private final Map<String, Double> bytes = new LinkedHashMap<>();
    private final double jvms;
    private String lucky = "";
    private double luck;
    private double gain;
    int asked;

    NoisyMachine(long seed, double jvms, Map<String, Double> nanos) {
        random = new Random(seed);
        this.jvms = jvms;
        this.nanos = new TreeMap<>(nanos); // an order of its own, else a seed does not decide
    }

    NoisyMachine bytes(String name, double perCall) {
        bytes.put(name, perCall);
        return this;
    }

    /** A layout that only some JVMs have, and that is better by this share. */
    NoisyMachine goodLayout(String name, double inJvms, double better) {
        lucky = name;
        luck = inJvms;
        gain = better;
        return this;
    }

    @Override
    public Map<String, Sample> next(Set<String> names) {
        asked++;
        Map<String, Sample> samples = new LinkedHashMap<>();
        double day = 1 + 0.3 * random.nextDouble();
        nanos.forEach((name, cost) -> {
            if (names.isEmpty() || names.contains(name)) {
                samples.put(name, sample(cost * layout(name), day, bytes.getOrDefault(name, 0.0)));
            }
        });
        return samples;
    }

    private double layout(String name) {
        return name.equals(lucky) && random.nextDouble() < luck ? 1 - gain : 1;
    }

    private Sample sample(double cost, double day, double perCall) {
        double compiled = 1 + jvms * Math.abs(random.nextGaussian()) + (random.nextInt(4) == 0 ? 0.08 : 0);
        double[] yardstick = new double[ROUNDS];
        double[] subject = new double[ROUNDS];
        double drift = day;
        int disturbed = 0;
        for (int round = 0; round < ROUNDS; round++) {
            drift *= 1 + 0.002 * random.nextGaussian();
            disturbed = random.nextInt(50) == 0 ? 1 + random.nextInt(10) : disturbed - 1;
            yardstick[round] = YARDSTICK * drift * noise(disturbed > 0);
            subject[round] = cost * compiled * drift * noise(disturbed > 0);
        }
        return new Sample(yardstick, subject, perCall);
    }

    private double noise(boolean disturbed) {
        double small = 1 + 0.02 * Math.abs(random.nextGaussian());
        return disturbed ? small * (1 + random.nextDouble() * 2) : small;
    }
}

using FedPrune.Host.Configuration;

namespace FedPrune.Host.Tests.Configuration;

/// <summary>For every key of reference.conf: what it does not take, and that the user is told what it does.</summary>
public sealed class AllowedValuesTests
{
    // Key, a value that is not allowed, a part of what is said to be allowed, and the choice that gives the key a meaning.
    public static TheoryData<string, string, string, string?> Refusals { get; } = new()
    {
        { "algorithm", "fedsgd", "fedavg, fedprox, fedavgm, fedadam", null },
        { "rounds", "0", "from 1 to 1000000", null },
        { "rounds", "2.5", "a whole number", null },
        { "rounds", "1e3", "a whole number", null },
        { "rounds", "", "(nothing)", null },
        { "devices", "0", "from 1 to 10000000", null },
        { "cohort", "41", "from 1 to 40", null },
        { "cohort", "0", "from 1 to 40", null },
        { "seed", "-1", "from 0 to 18446744073709551615", null },
        { "network", "cnn15", "mlp, cnn14, lenet5, cnn, vgg11, resnet18, vit, charlm", null },
        { "data.set", "cifar", "fashion-mnist, mnist, cifar-10, idx, text, synthetic", null },
        { "data.window", "0", "from 1 to 4096", "data.set=synthetic" },
        { "data.classes", "1", "from 2 to 256", "data.set=idx" },
        { "data.url", "ftp://somewhere", "http:// or https://", "data.set=mnist" },
        { "data.synthetic-train", "99", "from 100 to 1000000", null },
        { "data.synthetic-test", "many", "from 100 to 1000000", null },
        { "evaluation.on", "train", "test, validation", null },
        { "evaluation.images", "-1", "from 0 to 100", null },
        { "evaluation.images", "101", "from 0 to 100", null },
        { "partition.scheme", "random", "iid, dirichlet, shards, quantity", null },
        { "partition.alpha", "0", "above 0", null },
        { "partition.alpha", "-1", "above 0", "partition.scheme=quantity" },
        { "partition.classes-per-device", "0", "from 1", "partition.scheme=shards" },
        { "partition.classes-per-device", "11", "10", "partition.scheme=shards" },
        { "partition.samples-per-device", "-1", "from 0", null },
        { "partition.samples-per-device", "100", "400", null },
        { "partition.minimum-samples", "0", "from 1", null },
        { "partition.minimum-samples", "11", "10", null },
        { "noise.kind", "gaussian", "none, symmetric, pair", null },
        { "noise.devices", "1.01", "from 0 to 1", null },
        { "noise.lowest", "-0.1", "from 0 to 1", null },
        { "noise.highest", "0.6", "from 0.7 to 1", null },
        { "training.engine", "onnx", "auto, torch, sparse", null },
        { "training.epochs", "0", "from 1 to 10000", null },
        { "training.batch-size", "0", "from 1 to 100000", null },
        { "training.learning-rate", "0", "above 0", null },
        { "training.learning-rate", "NaN", "above 0", null },
        { "training.learning-rate", "∞", "above 0", null },
        { "training.momentum", "1", "from 0 to below 1", null },
        { "training.weight-decay", "-1e-4", "from 0", null },
        { "fedprox.mu", "-1", "from 0", null },
        { "fedavgm.momentum", "1", "from 0 to below 1", null },
        { "fedavgm.learning-rate", "0", "above 0", null },
        { "fedadam.learning-rate", "-1", "above 0", null },
        { "fedadam.beta1", "1", "from 0 to below 1", null },
        { "fedadam.beta2", "1.5", "from 0 to below 1", null },
        { "fedadam.tau", "0", "above 0", null },
        { "trimmed.share", "0.5", "from 0 to below 0.5", null },
        { "krum.faulty", "0.5", "from 0 to below 0.5", null },
        { "cgsv.smoothing", "1", "from 0 to below 1", null },
        { "cgsv.trade-off", "2", "from 0 to 1", null },
        { "fednoro.warm-up", "2", "from 0 to 1", null },
        { "fednoro.distillation", "-1", "from 0 to 1", null },
        { "fednoro.temperature", "0", "above 0", null },
        { "topk.share", "0", "above 0, up to 1", null },
        { "heterofl.widths", "1; 2", "with commas", null },
        { "heterofl.widths", "1, 1.5", "with commas", null },
        { "fedmp.discount", "1.1", "above 0, up to 1", null },
        { "prunefl.every", "0", "from 1", null },
        { "prunefl.share", "2", "from 0 to 1", null },
        { "prunefl.half-life", "0", "above 0", null },
        { "prunefl.fixed-seconds", "0", "above 0", null },
        { "fedtiny.groups", "0", "from 1", null },
        { "fedmef.extrusion", "-1", "from 0", null },
        { "fedmef.pressure", "-1", "from 0", null },
        { "fedrts.gamma", "2", "from 0 to 1", null },
        { "fedrts.lambda", "0", "above 0", null },
        { "sparsyfed.exponent", "0.5", "from 1", null },
        { "pruning.by-capability", "some", "on or off", null },
        { "pruning.by-contribution", "1", "on or off", null },
        { "pruning.least", "0", "above 0, up to 1", null },
        { "pruning.absent", "zero", "silent, unchanged", null },
        { "feddst.initial", "1", "from 0 to below 1", null },
        { "feddst.until", "1.5", "from 0 to 1", null },
        { "feddst.every", "0", "from 1", null },
        { "fedtiny.initial", "1", "from 0 to below 1", null },
        { "fedtiny.until", "1.5", "from 0 to 1", null },
        { "fedtiny.every", "0", "from 1", null },
        { "fedmef.initial", "1", "from 0 to below 1", null },
        { "fedmef.until", "1.5", "from 0 to 1", null },
        { "fedmef.every", "0", "from 1", null },
        { "fedrts.initial", "1", "from 0 to below 1", null },
        { "fedrts.until", "1.5", "from 0 to 1", null },
        { "fedrts.every", "0", "from 1", null },
        { "pruning.rate", "1", "from 0 to below 1", null },
        { "pruning.rate", "90%", "from 0 to below 1", null },
        { "pruning.densities", "er", "erk, uniform", null },
        { "pruning.start", "sparse", "pruned, dense", null },
        { "pruning.dynamic", "maybe", "on or off", null },
        { "pruning.readjustment.initial", "1", "from 0 to below 1", null },
        { "pruning.readjustment.until", "1.5", "from 0 to 1", null },
        { "pruning.readjustment.every", "0", "from 1", null },
        { "contribution.score", "shapley", "layerwise-signs, cgsv, none", null },
        { "contribution.weights", "equal", "saturating, proportional", null },
        { "contribution.smoothing", "1", "from 0 to below 1", null },
        { "contribution.trade-off.initial", "2", "from 0 to 1", null },
        { "contribution.trade-off.schedule", "step", "constant, linear, cosine, warm-up", null },
        { "server.averaging", "1", "from 0 to below 1", null },
        { "server.sums", "float", "double, fixed", null },
        { "recovery.decay", "1.1", "from 0 to 1", null },
        { "wire.download", "int8", "fp32, fp16", null },
        { "wire.upload", "int4", "fp32, fp16, int8", null },
        { "device.down-mbit", "0", "above 0", null },
        { "device.up-mbit", "-6", "above 0", null },
        { "device.bandwidth-spread", "-0.1", "from 0", null },
        { "device.latency", "soon", "a duration, e.g. 30s or 200ms", null },
        { "device.latency", "-5ms", "a duration, e.g. 30s or 200ms", null },
        { "device.gflops", "fast", "above 0", null },
        { "device.compute-spread", "wide", "from 0", null },
        { "round.deadline", "never", "a duration, e.g. 30s or 200ms", null },
        { "round.deadline", "-1s", "a duration, e.g. 30s or 200ms", null },
        { "round.quorum", "1.5", "from 0 to 1", null },
        { "clock", "sundial", "virtual, real", null },
        { "training.clip-norm", "-1", "from 0", null },
        { "device.mix", "toaster", "no device 'toaster'", null },
        { "round.selection", "lottery", "uniform, size, power-of-choice, oort", null },
        { "round.candidates", "0.5", "from 1", null },
        { "round.preferred", "soon", "a duration, e.g. 30s or 200ms", null },
        { "round.over-selection", "0.5", "from 1", null },
        { "round.late", "sometimes", "drop, keep", null },
        { "round.staleness", "-1", "from 0", null },
        { "round.most-staleness", "0", "from 1", null },
        { "round.concurrency", "-1", "from 0", null },
        { "round.norm-bound", "0", "above 0", null },
        { "faults", "meteor", "'meteor' is no fault", null },
        { "speed-up", "0", "above 0", null },
        { "compute.timeout", "soon", "a duration, e.g. 30s or 200ms", null },
        { "compute.nodes", "0", "from 1 to 1024", null },
        { "cluster.security", "maybe", "closed, open", null },
        { "cluster.nodes", "0", "from 1 to 10000", null },
        { "cluster.patience", "soon", "a duration, e.g. 30s or 200ms", null },
        { "cluster.health", "here", "off, or an address and a port", null },
        { "cluster.retries", "-1", "from 0 to 1000", null },
        { "compute.slots", "0", "from 1 to 1024", null },
        { "compute.slots", "all", "from 1 to 1024", null },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_value_out_of_range_is_refused_and_what_is_allowed_is_named(string key, string value, string allowed, string? context)
    {
        string[] overrides = context is null ? [$"{key}={value}"] : [context, $"{key}={value}"];
        var refused = await Assert.ThrowsAsync<UserException>(() => Whole.ReadAllAsync(overrides));
        Assert.Equal(ExitCode.Usage, refused.Code);
        Assert.Contains(key.Split('.')[0], refused.Message, StringComparison.Ordinal);
        Assert.Contains(allowed, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_key_of_the_reference_has_a_value_that_it_refuses()
    {
        string[] anyText = ["data.path", "cluster.keys"];
        var tried = Refusals.Select(row => $"fedprune.{row[0]}").Concat(anyText.Select(key => $"fedprune.{key}"));
        Assert.Equal(ConfigKeys.Leaves(HoconFiles.Reference()).Keys, tried.Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_same_run_is_read_where_nothing_is_out_of_range() => Assert.Null(await Record.ExceptionAsync(() => Whole.ReadAllAsync([])));

    [Theory]
    [InlineData("network=resnet18", "algorithm=fedavg")]
    [InlineData("network=vit", "algorithm=heterofl")]
    [InlineData("round.deadline=30s", "round.quorum=1")]
    [InlineData("partition.scheme=iid", "noise.kind=none")]
    [InlineData("partition.scheme=quantity", "wire.upload=int8")]
    [InlineData("pruning.rate=0", "pruning.dynamic=off")]
    [InlineData("compute.slots=7", "device.latency=0ms")]
    public async Task Values_within_range_are_taken(params string[] overrides) =>
        Assert.Null(await Record.ExceptionAsync(() => Whole.ReadAllAsync(overrides)));

    [Fact]
    public void A_deadline_is_a_time_of_the_simulated_clock() =>
        Assert.Equal(1.5, Whole.Experiment(["round.deadline=1500ms"]).Deadline);
}

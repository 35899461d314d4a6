using System.Diagnostics;
using Akka.Actor;
using Akka.Configuration;
using FedPrune.Actors;
using FedPrune.Actors.Cluster;
using FedPrune.Actors.Edge;
using FedPrune.Actors.Server;
using FedPrune.Host.Configuration;
using FedPrune.Host.Display;
using FedPrune.Host.Nodes;
using FedPrune.Model.Checkpoints;
using FedPrune.Model.Sparse;
using Settings = FedPrune.Host.Configuration.Settings;

namespace FedPrune.Host.Runs;

/// <summary>One training run from its configuration to its summary.</summary>
/// <param name="configuration">What to run.</param>
/// <param name="display">Who is told how it goes.</param>
/// <param name="company">The runs it shares its process with; null where it is alone.</param>
/// <param name="membership">The cluster it is the server of; null for none.</param>
/// <param name="stop">Asks it to stop after the round under way and its checkpoint.</param>
internal sealed class Runner(
    RunConfiguration configuration, IRunDisplay display, Company? company = null, Membership? membership = null,
    CancellationToken stop = default)
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Settings _settings = configuration.Settings;

    /// <summary>Runs from the first round.</summary>
    /// <param name="output">Where to write; null for a new folder below <c>runs/</c>.</param>
    public async Task<RunSummary> StartAsync(string? output)
    {
        var (experiment, data, summary, engines) = await PrepareAsync();
        var folder = RunFolder.Create(output, $"{configuration.ExperimentName}-s{experiment.Seed}");
        WritePartition(folder, summary);
        AtomicFile.Write(folder.Config, stream => WriteText(stream, configuration.ToHocon())); // last: who finds it finds a run
        return await RunAsync(folder, experiment, data, engines, ServerState.Initial(experiment));
    }

    /// <summary>Goes on from the newest whole checkpoint of an earlier run.</summary>
    public async Task<RunSummary> ResumeAsync(RunFolder folder)
    {
        // A process can die between a round's checkpoint and its line in the log: then that round is done again.
        var found = folder.Checkpoints.Latest(atMost: RunLog.WholeRounds(folder));
        foreach (var damaged in found.Damaged)
            display.Note($"checkpoint {Path.GetFileName(damaged.Path)} is damaged ({damaged.Reason}): falling back to the one before");
        var (experiment, data, _, engines) = await PrepareAsync();
        var state = found.Snapshot is null ? ServerState.Initial(experiment) : ServerState.From(found.Snapshot);
        display.Note($"resuming {folder.Id} after round {state.NextRound} of {experiment.Rounds}");
        return await RunAsync(folder, experiment, data, engines, state);
    }

    private static void WritePartition(RunFolder folder, Model.Data.PartitionSummary summary) => AtomicFile.Write(folder.Partition, stream =>
    {
        using var writer = new StreamWriter(stream, leaveOpen: true);
        summary.WriteTo(writer);
    });

    private async Task<(Experiment Experiment, FederatedData Data, Model.Data.PartitionSummary Summary, Engines Engines)> PrepareAsync()
    {
        var images = company is null
            ? await DataLoading.ImagesAsync(_settings, display.Download, stop)
            : await company.Images.OfAsync(configuration, display.Download);
        var experiment = ExperimentReader.Experiment(_settings, images.Train.Shape, images.Train.Classes);
        var engine = Libtorch.Available(ExperimentReader.Engine(_settings), experiment, display.Note);
        var (data, summary) = DataLoading.Federate(_settings, images, experiment.Seed);
        return (experiment, data, summary, new Engines(engine, experiment.Network, images));
    }

    private async Task<RunSummary> RunAsync(RunFolder folder, Experiment experiment, FederatedData data, Engines engines, ServerState state)
    {
        using var alone = folder.Lock();
        var slots = company?.Slots ?? ExperimentReader.Slots(_settings);
        var clock = ConfigurationFactory.ParseString(PolicyReader.ActorSystem(_settings));
        var system = membership is null ? ActorSystem.Create("fedprune", clock.WithFallback(configuration.Config)) : membership.Start(clock);
        using var health = membership is null ? null : HealthEndpoint.Of(_settings, ClusterRole.Server);
        using var traffic = new NodeTraffic();
        using var log = new RunLog(folder, state.NextRound);
        display.Begin(folder, experiment, state.NextRound);
        RunFinished finished;
        try
        {
            var federation = Federation.Start(
                system, experiment, data, state, slots, engines.Create, folder.Checkpoints,
                PolicyReader.Options(_settings) with { Cluster = membership?.Terms(configuration, Fingerprints.Of(configuration, data, engines.Kind)) });
            using (stop.Register(federation.Finish))
                finished = await FollowAsync(federation, log, experiment, health);
        }
        finally
        {
            if (membership is null)
                await system.Terminate(); // also after a failure: others may live in this process
            else
                await CoordinatedShutdown.Get(system).Run(CoordinatedShutdown.ClrExitReason.Instance); // leaves the cluster
        }
        return Summarise(folder, experiment, engines, log, finished, membership is null ? null : traffic);
    }

    private async Task<RunFinished> FollowAsync(Federation federation, RunLog log, Experiment experiment, HealthEndpoint? health)
    {
        var reason = "no device took part";
        var begun = _clock.Elapsed;
        await foreach (var happened in federation.Events)
        {
            switch (happened)
            {
                case RoundReport report:
                    NodeMetrics.RoundDuration.Record((_clock.Elapsed - begun).TotalSeconds);
                    begun = _clock.Elapsed;
                    health?.Say($"round {report.Round + 1} of {experiment.Rounds} is done", ready: true);
                    reason = report.Devices.FirstOrDefault(d => d.Reason is not null)?.Reason ?? reason;
                    display.Round(log.Add(report, _clock.Elapsed), experiment);
                    break;
                case EdgeFleetActor.Changed fleet:
                    health?.Say($"{fleet.Nodes.Length} edge nodes", ready: !fleet.Nodes.IsEmpty);
                    display.Note(fleet.Nodes.IsEmpty ? "no edge node: waiting for one" : $"edge nodes: {string.Join(", ", fleet.Nodes)} ({fleet.Slots} slots)");
                    break;
                case NodeRefused refused:
                    display.Note($"edge node {refused.Node} takes no part: {refused.Reason}");
                    break;
                case InvariantViolated violated:
                    throw new UserException(ExitCode.RunFailed, $"an invariant does not hold: {violated.What}");
                case RunFailed failed:
                    throw new UserException(ExitCode.RunFailed, $"the run failed: {failed.Reason}");
                case RunFinished finished when log.Rounds.Count == 0 || log.Rounds.Any(round => round.Counted > 0):
                    return finished;
                case RunFinished:
                    throw new UserException(
                        ExitCode.RunFailed,
                        $"the run failed: no round counted an update ({reason}); if they diverged, a smaller fedprune.training.learning-rate may help");
            }
        }
        throw new UserException(
            ExitCode.RunFailed,
            membership is null
                ? "the run ended without saying why"
                : "the cluster has put this server out: it was cut off, or taken for dead; once it is reachable, go on with --resume");
    }

    private RunSummary Summarise(RunFolder folder, Experiment experiment, Engines engines, RunLog log, RunFinished finished, NodeTraffic? traffic)
    {
        var final = ServerState.From(folder.Checkpoints.Latest().Snapshot
            ?? throw new UserException(ExitCode.RunFailed, "no round was finished"));
        var last = log.Rounds[^1];
        var summary = new RunSummary
        {
            Run = folder.Path,
            Algorithm = experiment.Algorithm.Name,
            Dataset = _settings.Text("data.set"),
            Network = experiment.Network.Name,
            Parameters = experiment.Network.Layout.Count,
            Input = [experiment.Network.Input.Channels, experiment.Network.Input.Height, experiment.Network.Input.Width],
            Classes = experiment.Network.Classes,
            Devices = experiment.Devices,
            Rounds = finished.Rounds,
            Interrupted = finished.Interrupted,
            Seed = experiment.Seed,
            Engine = engines.Chosen,
            Sums = SumsOf(experiment, log),
            NodeBytesReceived = traffic?.Received,
            NodeBytesSent = traffic?.Sent,
            FinalAccuracy = last.Accuracy,
            FinalAccuracyDense = last.AccuracyDense,
            LastFiveAccuracy = log.Rounds.TakeLast(5).Average(r => r.Accuracy),
            BestAccuracy = log.Rounds.Max(r => r.Accuracy),
            BytesUp = final.Totals.BytesUp,
            BytesDown = final.Totals.BytesDown,
            BytesDense = final.Totals.BytesDense,
            TrainFlops = final.Totals.Flops,
            TrainFlopsDense = final.Totals.FlopsDense,
            WallSeconds = log.WallSeconds(_clock.Elapsed),
            VirtualSeconds = final.Totals.VirtualSeconds,
            CpuSeconds = company is null ? Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds : null,
            PeakRssMb = company is null ? Process.GetCurrentProcess().PeakWorkingSet64 / 1e6 : null,
            ModelSha256 = ModelFiles.Write(folder, experiment, final.Model),
        };
        AtomicFile.Write(folder.Summary, stream => WriteText(stream, Json.Line(summary) + "\n"));
        display.End(summary);
        return summary;
    }

    private static string? SumsOf(Experiment experiment, RunLog log) =>
        experiment.Algorithm.Sums != Model.Aggregation.SumRule.FixedPoint ? null
        : $"fixed, by the edge nodes in {log.Rounds.Count(round => round.Sums is not null)} of {log.Rounds.Count} rounds";

    private static void WriteText(Stream stream, string text) => stream.Write(System.Text.Encoding.UTF8.GetBytes(text));
}

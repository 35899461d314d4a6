using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using FedPrune.Actors;
using FedPrune.Host.Configuration;
using FedPrune.Host.Display;
using FedPrune.Host.Runs;
using FedPrune.Model.Checkpoints;
using FedPrune.Model.Contribution;
using FedPrune.Model.Contribution.Validation;
using FedPrune.Model.Sparse;
using FedPrune.Model.Training;

namespace FedPrune.Host.Studies.Validity;

/// <summary>What a method made of a whole run.</summary>
/// <param name="Scores">A score for each device: the sum over the rounds.</param>
/// <param name="Asked">Coalitions evaluated, a round.</param>
/// <param name="Seconds">A round.</param>
internal sealed record MethodRecord(ImmutableArray<double> Scores, double Asked, double Seconds);

/// <summary>What each method says of a run's devices; kept beside the run as <see cref="FileName"/>.</summary>
/// <param name="NoiseRates">The share of each device's labels that was to be wrong.</param>
/// <param name="Methods">By name.</param>
internal sealed record ContributionRecord(ImmutableArray<double> NoiseRates, IReadOnlyDictionary<string, MethodRecord> Methods)
{
    public const string FileName = "contributions.json";

    private const int MostPlayers = 10;

    /// <summary>Reads it; null where contributions were not validated.</summary>
    public static ContributionRecord? Of(FinishedRun run) =>
        IsThere(run) ? Json.Read<ContributionRecord>(File.ReadAllText(run.Folder.In(FileName))) : null;

    /// <summary>Whether a run has one.</summary>
    public static bool IsThere(FinishedRun run) => File.Exists(run.Folder.In(FileName));

    /// <summary>Goes through a run again and asks every method; keeps what they say beside the run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="configuration">Its configuration.</param>
    /// <param name="display">Who is told of downloads and engines.</param>
    /// <param name="company">Who has the images.</param>
    /// <exception cref="UserException">It has too many devices, or cannot be gone through again.</exception>
    public static async Task WriteAsync(FinishedRun run, RunConfiguration configuration, IRunDisplay display, Company company)
    {
        var images = await company.Images.OfAsync(configuration, display.Download);
        var experiment = ExperimentReader.Experiment(configuration.Settings, images.Train.Shape, images.Train.Classes);
        var (data, _) = DataLoading.Federate(configuration.Settings, images, experiment.Seed);
        var engines = new Engines(Libtorch.Available(ExperimentReader.Engine(configuration.Settings), experiment, display.Note), experiment.Network, data.Images);
        using var engine = engines.Create();
        var record = Of(experiment, data, engine);
        AtomicFile.Write(run.Folder.In(FileName), stream => stream.Write(Encoding.UTF8.GetBytes(Json.Line(record) + "\n")));
    }

    /// <summary>Goes through a run again and asks every method.</summary>
    public static ContributionRecord Of(Experiment experiment, FederatedData data, ITrainingEngine engine)
    {
        if (experiment.Devices > MostPlayers)
            throw UserException.Usage($"fedprune.devices = {experiment.Devices}: contributions are validated with up to {MostPlayers} devices, of which all coalitions are asked");
        var replay = new RoundReplay(experiment, data, engine);
        var totals = ContributionMethod.All.ToDictionary(method => method.Name, _ => new RoundScores(new double[experiment.Devices], 0, 0), StringComparer.Ordinal);
        var reputations = new Dictionary<string, Reputations>(StringComparer.Ordinal);
        foreach (var round in replay.Rounds())
        {
            var scored = Scored(round, experiment, data, engine, reputations);
            foreach (var method in ContributionMethod.All)
                totals[method.Name] = Sum(totals[method.Name], method.Of(scored));
        }
        return new ContributionRecord(data.NoiseRates, totals.ToDictionary(
            total => total.Key,
            total => new MethodRecord([.. total.Value.Scores], (double)total.Value.Asked / experiment.Rounds, total.Value.Seconds / experiment.Rounds),
            StringComparer.Ordinal));
    }

    private static ScoredRound Scored(
        ReplayedRound round, Experiment experiment, FederatedData data, ITrainingEngine engine, Dictionary<string, Reputations> reputations)
    {
        var (clock, asked) = (new Stopwatch(), 0);
        var game = RoundGames.OfModels(round.Model, round.Updates, weights =>
        {
            clock.Start();
            var worth = engine.Evaluate(weights, 0, data.Images.Test.Count).Accuracy;
            clock.Stop();
            asked++;
            return worth;
        });
        return new ScoredRound(round, game, () => clock.Elapsed.TotalSeconds / Math.Max(1, asked), reputations, experiment.Seed);
    }

    private static RoundScores Sum(RoundScores a, RoundScores b) =>
        new([.. a.Scores.Zip(b.Scores, (x, y) => x + y)], a.Asked + b.Asked, a.Seconds + b.Seconds);
}

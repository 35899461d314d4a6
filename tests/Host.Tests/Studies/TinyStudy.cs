using FedPrune.Host.Display;
using FedPrune.Host.Studies;

namespace FedPrune.Host.Tests.Studies;

/// <summary>A study of two arms, two noise levels and two seeds that trains in seconds, in a folder of its own.</summary>
internal sealed class TinyStudy : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public TinyStudy()
    {
        Experiment = _folder.Write("tiny.conf", """
            fedprune {
              network = cnn14, devices = 6, cohort = 3, rounds = 3
              data.set = synthetic
              data.synthetic-train = 300
              data.synthetic-test = 100
              partition.samples-per-device = 20
              training { epochs = 1, learning-rate = 0.1 }
            }
            """);
        Cache = new RunCache(_folder.In("cache"));
    }

    public string Experiment { get; }

    public string Folder => _folder.Path;

    public RunCache Cache { get; }

    public Study Study => new()
    {
        Name = "tiny",
        Title = "A tiny study",
        Asks = "Does it work?",
        Experiment = Experiment,
        Arms = [Variant.ParseArm("fedavg"), Variant.ParseArm("Pruned: algorithm=fedprune")],
        Conditions = [Variant.Parse("clean: noise.devices=0"), Variant.Parse("half noisy: noise.devices=0.5")],
        Reference = "Pruned",
        Seeds = 2,
        Tuning = new Tuning { Grid = ["0.05", "0.1"] },
        Measures = ["accuracy", "recovered", "loss", "accuracy-at-bytes", "bytes", "noisy-auc"],
        Charts = ["bytes", "flops", "time", "pareto", "conditions", "run"],
        Axis = "share of noisy devices",
    };

    public StudyRunner Runner(IStudyDisplay display) => new(new RunBatch(Cache, display, atOnce: 2));

    /// <summary>Runs the study and gives its result.</summary>
    public static async Task<StudyResult> ResultAsync(StudyRunner runner, Study study, CancellationToken stop = default)
    {
        await foreach (var result in runner.RunAsync([study], stop))
            return result;
        throw new InvalidOperationException("no result");
    }

    public void Dispose() => _folder.Dispose();
}

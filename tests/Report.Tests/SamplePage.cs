namespace FedPrune.Report.Tests;

/// <summary>A page with one of each block, in numbers of a realistic size.</summary>
internal static class SamplePage
{
    public static string[] Arms { get; } =
        ["fedprune", "fedavg", "fedprox", "feddst", "fedmef", "fedrts", "prunefl", "an arm with a long name", "sparsyfed", "static"];

    public static Page Page { get; } = new(
        "FedPrune: evaluation, quick", "Fashion-MNIST, 40 devices, 10 a round.", "./fedprune reproduce --scale quick",
        [
            new Section("t1", "T1. Accuracy at fixed communication", "Which algorithm is most accurate for the same number of bytes?",
            [
                Table,
                new Row([Lines("Accuracy over bytes, 40 % noisy", "bytes up and down, MB", logarithmic: true, 100), Lines("Accuracy over time", "time, s", false, 900), Pareto]),
                Conditions,
            ]),
            new Section("run", "One run in detail", "", [Map, Bars, new ColumnChart("Density of each layer", "layer", new Axis("kept weights, %"), [("1", 100), ("2", 17.5), ("3", 8), ("4", 60)]), new FoldedText("Configuration", "fedprune.rounds = 30\nfedprune.text = \"<b>&\"")]),
        ]);

    public static LineChart Lines(string title, string x, bool logarithmic, double end) => new(
        title, new Axis(x, logarithmic), new Axis("accuracy, %"),
        [.. Arms.Select((name, look) => new LineSeries(name, look, [.. Enumerable.Range(1, 30).Select(round => Point(look, round, end))]))]);

    private static LinePoint Point(int look, int round, double end)
    {
        var y = (78 - look) * (1 - Math.Exp(-round / (3.0 + look)));
        return new LinePoint(end * (look + 1) / 10 * round / 30, y, y - 1.5, y + 1.5);
    }

    private static TableBlock Table => new(
        ["arm", "learning rate", "at 100 % of the reference's MB, %", "accuracy, %", "bytes, MB", "difference to fedprune [95%]"],
        [.. new[] { "clean", "40 % noisy" }.SelectMany(group => Arms.Select((arm, i) => new TableLine(
            group, [arm, "0.1*", $"{70 - i}.1 ± 1.2", $"{75 - i}.0 ± 0.8", "11.7 ± 0.1", i == 0 ? "" : "−2.1 [−3.3, −0.9]"], i == 0)))],
        ["Mean ± standard deviation over 3 seeds."], "t1.csv");

    private static ParetoChart Pareto => new(
        "Accuracy and bytes", new Axis("bytes up and down, MB", true), new Axis("accuracy, %"),
        [.. Arms.Select((name, look) => new NamedPoint(name, look, 11 * Math.Pow(1.3, look), 78 - look + (look % 3), look is 0 or 2))]);

    private static LineChart Conditions => new(
        "Accuracy over the share of noisy devices", new Axis("share of noisy devices", Labels: ["clean", "symmetric 20 %", "symmetric 40 %", "pair 60 %"]),
        new Axis("accuracy, %"),
        [.. Arms.Take(3).Select((name, look) => new LineSeries(name, look, [.. Enumerable.Range(0, 4).Select(i => new LinePoint(i, 80 - (i * (3 + look)), 79 - (i * (3 + look)), 81 - (i * (3 + look))))]))]);

    public static HeatMap Map => new(
        "Weight in the aggregate, % of the round", "round", "device", 30,
        [.. Enumerable.Range(0, 40).Select(device => (Name: $"{device}", Marked: device >= 24))],
        [.. Enumerable.Range(1, 30).SelectMany(round => Enumerable.Range(0, 10).Select(k => new HeatCell(round, (round * 7 + k * 4) % 40, (round * 7 + k * 4) % 40 >= 24 ? 0.5 + k / 10.0 : 10 + k)))],
        "● noisy labels");

    private static Timeline Bars => new(
        "Round 12", "simulated time, s", ["download", "training", "upload"],
        [.. Enumerable.Range(0, 10).Select(i => new TimelineRow($"device {i * 4}", [1 + (i * 0.3), 12 - i, 2 + (i * 0.6)], i == 9 ? "late" : ""))]);
}

using System.Collections.Immutable;
using FedPrune.Report;

namespace FedPrune.Host.Studies;

/// <summary>A study's charts: as many arms as can be told apart, the reference first.</summary>
internal sealed class StudyCharts
{
    private const int MostArms = 8;
    private const double LeastMilliseconds = 0.001; // what costs nothing has no place on a logarithmic axis

    private readonly StudyTable _table;
    private readonly StudyResult _result;
    private readonly ImmutableArray<string> _arms;

    public StudyCharts(StudyTable table)
    {
        (_table, _result) = (table, table.Result);
        _arms =
        [
            .. _result.Study.Arms.Select(arm => arm.Name)
                .OrderByDescending(name => name == _result.Study.Reference)
                .ThenByDescending(Score).Take(MostArms),
        ];
    }

    /// <summary>What a reader must know of the choice of arms; empty if all are shown.</summary>
    public string Note => _result.Study.Arms.Length <= MostArms
        ? ""
        : $"Charts show {_result.Study.Reference} and the best {MostArms - 1} others; all are in {_result.Study.Name}.curves.csv.";

    /// <summary>The charts that the study asks for, but for that of a run.</summary>
    public ImmutableArray<Block> Blocks =>
    [
        .. _result.Study.Charts.SelectMany(chart => chart switch
        {
            "bytes" => Over(Cost.Bytes, logarithmic: true),
            "flops" => Over(Cost.Flops, logarithmic: true),
            "time" => Over(Cost.Time, logarithmic: false),
            "pareto" => [Pareto(_result.Study.Conditions[^1].Name)],
            "agreement" => _result.Study.Conditions.Select(condition => Agreement(condition.Name)),
            "conditions" => _result.Study.Conditions.Length > 1 ? [Conditions()] : [],
            _ => Array.Empty<Block>(),
        }),
    ];

    private string Under(string condition) => condition.Length == 0 || _result.Study.Conditions.Length == 1 ? "" : $", {condition}";

    // Accuracy over a cost under the first and the last condition.
    private IEnumerable<Block> Over(Cost cost, bool logarithmic)
    {
        var conditions = _result.Study.Conditions;
        foreach (var condition in conditions.Length == 1 ? conditions : [conditions[0], conditions[^1]])
        {
            var series = Drawn(condition.Name).Select(cell => Line(cell, run => Points(run, cost))).Where(line => !line.Points.IsEmpty);
            yield return new LineChart(
                $"Accuracy over {cost.Name}{Under(condition.Name)}", new Axis($"{cost.Name}, {cost.Unit}", logarithmic),
                new Axis("accuracy of the sparse model, %"), [.. series.Reverse()]);
        }
    }

    private ParetoChart Pareto(string condition)
    {
        var points = Drawn(condition)
            .Select(cell => (Cell: cell, Runs: cell.Runs.OfType<FinishedRun>().ToList()))
            .Where(one => one.Runs.Count > 0)
            .Select(one => (one.Cell.Arm.Name, X: one.Runs.Average(Cost.Bytes.Total), Y: 100 * one.Runs.Average(run => run.Summary.LastFiveAccuracy)))
            .ToList();
        return new ParetoChart(
            $"What a whole run costs and reaches{Under(condition)}; outlined where nothing is better in both",
            new Axis($"{Cost.Bytes.Name}, {Cost.Bytes.Unit}", Logarithmic: true), new Axis("accuracy, %"),
            [.. points.Select(point => Point(point, points))]);
    }

    private ParetoChart Agreement(string condition)
    {
        var points = Drawn(condition)
            .Select(cell => (cell.Arm.Name, Time: Mean(cell, Validity.ContributionMeasures.Milliseconds), Pearson: Mean(cell, Validity.ContributionMeasures.Pearson)))
            .Where(point => point.Time is not null && point.Pearson is not null)
            .Select(point => (point.Name, X: Math.Max(LeastMilliseconds, point.Time!.Value), Y: point.Pearson!.Value))
            .ToList();
        return new ParetoChart(
            $"What a score costs, and how far it agrees with exact Shapley values{Under(condition)}",
            new Axis("time a round, ms", Logarithmic: true), new Axis("Pearson's correlation"),
            [.. points.Select(point => Point(point, points))]);
    }

    private NamedPoint Point((string Name, double X, double Y) point, List<(string Name, double X, double Y)> all) => new(
        point.Name, _arms.IndexOf(point.Name), point.X, point.Y,
        !all.Any(other => other.X <= point.X && other.Y >= point.Y && (other.X < point.X || other.Y > point.Y)));

    private static double? Mean(Cell cell, Func<FinishedRun, string, double?> measure) =>
        Statistics.Estimate(cell.Each(run => measure(run, cell.Arm.Name)))?.Mean;

    // The study's first measure over its conditions.
    private LineChart Conditions()
    {
        var names = _result.Study.Conditions.Select(condition => condition.Name).ToList();
        var measure = _table.Columns[0];
        return new LineChart(
            $"{Capital(measure.Header)} over the conditions",
            new Axis(_result.Study.Axis.Length > 0 ? _result.Study.Axis : "condition", Labels: [.. names]),
            new Axis(measure.Unit.Length == 0 ? "" : measure.Unit == "%" ? "accuracy, %" : measure.Unit),
            [
                .. _arms.Select((arm, look) => new LineSeries(arm, look,
                [
                    .. _table.Rows.Where(row => row.Arm == arm && row.Values[0] is not null).Select(row => Spread(
                        names.IndexOf(row.Condition), row.Values[0]!.Value.Mean, row.Values[0]!.Value.Deviation)),
                ])).Where(line => !line.Points.IsEmpty).Reverse(),
            ]);
    }

    private IEnumerable<Cell> Drawn(string condition) =>
        _arms.Select(arm => _result.Cells.First(cell => cell.Arm.Name == arm && cell.Condition.Name == condition));

    private LineSeries Line(Cell cell, Func<FinishedRun, IReadOnlyList<(double X, double Y)>> points)
    {
        var runs = cell.Runs.OfType<FinishedRun>().Select(points).ToList();
        var rounds = runs.Count == 0 ? 0 : runs.Min(run => run.Count);
        return new LineSeries(cell.Arm.Name, _arms.IndexOf(cell.Arm.Name),
        [
            .. Enumerable.Range(0, rounds).Select(round => Spread(
                runs.Average(run => run[round].X), runs.Average(run => run[round].Y),
                Statistics.Deviation([.. runs.Select(run => run[round].Y)]))),
        ]);
    }

    // From the first round on: the curve's beginning at no cost has no place on a logarithmic axis.
    private static List<(double X, double Y)> Points(FinishedRun run, Cost cost) =>
        [.. Curve.Of(run, cost.Of).Points.Skip(1).Select(point => (point.X, 100 * point.Y))];

    private double Score(string arm) =>
        _table.Rows.Where(row => row.Arm == arm).Select(row => row.Values[0]?.Mean ?? double.NegativeInfinity).DefaultIfEmpty(double.NegativeInfinity).Average();

    private static LinePoint Spread(double x, double y, double deviation) => new(x, y, y - deviation, y + deviation);

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}

using System.Collections.Immutable;
using FedPrune.Host.Runs;

namespace FedPrune.Host.Studies;

/// <summary>Accuracy over what it cost, a point a round, straight lines between.</summary>
internal sealed class Curve
{
    private readonly ImmutableArray<(double X, double Y)> _points;

    /// <summary>Straight lines through points.</summary>
    /// <param name="points">At least one, with costs that do not fall.</param>
    /// <exception cref="ArgumentException">There is none, or costs fall.</exception>
    public Curve(params IEnumerable<(double X, double Y)> points)
    {
        _points = [.. points];
        if (_points.IsEmpty)
            throw new ArgumentException("a curve needs a point");
        for (int i = 1; i < _points.Length; i++)
        {
            if (!(_points[i].X >= _points[i - 1].X))
                throw new ArgumentException($"costs fall from {_points[i - 1].X} to {_points[i].X} at point {i}");
        }
    }

    public ImmutableArray<(double X, double Y)> Points => _points;

    /// <summary>A run's curve: from the accuracy of chance at no cost, through its rounds, each with its neighbours' mean.</summary>
    /// <remarks>
    /// A round's accuracy is averaged over up to two rounds on either side, fewer at both ends and as many before as after in
    /// the beginning, so that the steep start is not flattered or held back.
    /// </remarks>
    public static Curve Of(FinishedRun run, Func<RoundRecord, double> cost)
    {
        double[] accuracies = [.. run.Rounds.Select(r => r.Accuracy)];
        return new Curve([(0, run.Chance()), .. run.Rounds.Zip(Smoothed(accuracies, 2), (round, y) => (cost(round), y))]);
    }

    /// <summary>Each value's mean with up to <paramref name="half"/> neighbours on either side, not more than there are before it.</summary>
    public static double[] Smoothed(double[] values, int half)
    {
        var smoothed = new double[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            var reach = Math.Min(half, i);
            smoothed[i] = values[(i - reach)..Math.Min(values.Length, i + reach + 1)].Average();
        }
        return smoothed;
    }

    /// <summary>The accuracy that a cost buys; null before the first point and beyond the last.</summary>
    public double? At(double x)
    {
        if (!(x >= _points[0].X && x <= _points[^1].X))
            return null;
        var after = 0;
        while (_points[after].X < x)
            after++;
        if (_points[after].X == x)
            return _points[after].Y;
        var ((x0, y0), (x1, y1)) = (_points[after - 1], _points[after]);
        return y0 + ((y1 - y0) * (x - x0) / (x1 - x0));
    }

    /// <summary>The cost at which an accuracy is first reached; null where it never is.</summary>
    public double? FirstAt(double y)
    {
        for (int i = 0; i < _points.Length; i++)
        {
            if (_points[i].Y < y)
                continue;
            if (i == 0)
                return _points[0].X;
            var ((x0, y0), (x1, y1)) = (_points[i - 1], _points[i]);
            return x0 + ((x1 - x0) * (y - y0) / (y1 - y0));
        }
        return null;
    }
}

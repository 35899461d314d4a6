using System.Numerics.Tensors;
using FedPrune.Model.Aggregation;
using FedPrune.Model.Pruning;

namespace FedPrune.Actors.Server;

/// <summary>What an update must be to be summed with others; whoever sums it asks, the server or a node.</summary>
/// <param name="normBound">Times the length of the model sent that it may have.</param>
/// <param name="largest">Magnitude that its numbers may have.</param>
internal sealed class UpdateChecks(double normBound, double largest)
{
    private const double ShortestModel = 1; // so that a model of zeros can be left

    private readonly Dictionary<Topology, double> _lengths = new(ReferenceEqualityComparer.Instance);

    /// <summary>What is wrong with a result; null for nothing.</summary>
    /// <param name="result">What a device sent.</param>
    /// <param name="part">What it was asked.</param>
    public string? Defect(TrainResult result, DevicePart part)
    {
        var update = result.Update;
        var fits = part.Work.KeepsTopology
            ? ReferenceEquals(update.Topology, part.Topology)
            : ReferenceEquals(update.Topology.Layout, part.Topology.Layout);
        if (!fits || update.Values.Length != update.Topology.Count)
            return "its update is not of the topology it was sent";
        if (part.Work.Reports && update.Report is null)
            return "its update lacks the report it was asked for";
        if (!Finiteness.OfAll(update.Values.Span) || !Finiteness.OfAll(update.Report is { } said ? said.Values.Span : default))
            return "its update is not finite";
        if (DefectOfLoss(result) is { } defect)
            return defect;
        if (Length(update.Values.Span) > normBound * LengthOf(part))
            return "its update is far longer than the model it was sent";
        return Fits(update.Values.Span) ? null : $"its update has a number beyond {largest}, more than a sum in fixed point can hold";
    }

    /// <summary>What is wrong with the loss of a result.</summary>
    public static string? DefectOfLoss(TrainResult result) => double.IsFinite(result.Loss) ? null : "its loss is not finite";

    private bool Fits(ReadOnlySpan<float> values) =>
        double.IsPositiveInfinity(largest) || values.IsEmpty || Math.Abs(TensorPrimitives.MaxMagnitude(values)) <= largest;

    private double LengthOf(DevicePart part)
    {
        if (!_lengths.TryGetValue(part.Topology, out var length))
            _lengths.Add(part.Topology, length = Math.Max(ShortestModel, Length(part.Values.Span)));
        return length;
    }

    // In a fixed order and in double precision: it decides.
    private static double Length(ReadOnlySpan<float> values)
    {
        var sum = 0.0;
        foreach (var value in values)
            sum += (double)value * value;
        return Math.Sqrt(sum);
    }
}

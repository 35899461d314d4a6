using System.Numerics.Tensors;

namespace FedPrune.Model.Aggregation;

/// <summary>Whether numbers can be summed without poisoning the sum.</summary>
public static class Finiteness
{
    /// <summary>Whether none of the values is infinite or not a number; so it is of no values at all.</summary>
    public static bool OfAll(ReadOnlySpan<float> values) => values.IsEmpty || TensorPrimitives.IsFiniteAll(values);
}

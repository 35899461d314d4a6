using FedPrune.Model.Algorithms;
using FedPrune.Model.Masks;

namespace FedPrune.Model.Aggregation;

/// <summary>The end of a round: from the weighed updates to the next global model.</summary>
public static class NextModel
{
    /// <summary>The updates combined, the server's step, residual recovery.</summary>
    /// <param name="algorithm">How it combines, steps and recovers.</param>
    /// <param name="model">The model of this round.</param>
    /// <param name="plan">What the devices were sent.</param>
    /// <param name="updates">The updates counted, in device order.</param>
    /// <param name="weighing">What they are worth.</param>
    /// <param name="sums">Their weighted sums, where nodes have taken them and the updates came without their values.</param>
    public static GlobalModel After(
        FederatedAlgorithm algorithm, GlobalModel model, RoundPlan plan, IReadOnlyList<Update> updates, Weighing weighing,
        FixedMean? sums = null)
    {
        var weights = model.Weights.ToArray();
        var velocity = model.Velocity.ToArray();
        var delta = new float[weights.Length];
        var memory = new ServerMemory(model.Memory);
        if (algorithm.Robust is null && algorithm.Sums == SumRule.FixedPoint)
            sums ??= FixedMean.Of(updates, [.. weighing.Weights]);
        if (algorithm.Robust is { } robust)
            robust.Combine(updates, delta);
        else if (sums is not null)
            sums.WriteTo(algorithm.Absent, model.Weights.Span, delta);
        else
            Aggregator.WeightedMean(updates, [.. weighing.Weights], algorithm.Absent, model.Weights.Span, delta);
        algorithm.Server.Step(weights, velocity, delta, memory);
        var moved = algorithm.Masks?.Next(new MaskRound(algorithm, plan, updates, weighing.Weights, weights, memory) { Sums = sums });
        Aggregator.Recover(weights, moved ?? plan.Pruned, (float)algorithm.ResidualDecay);
        if (algorithm.ControlledDevices > 0)
            ControlVariates.Update(updates, algorithm.ControlledDevices, memory);
        algorithm.Tailoring?.Remember(plan, updates, memory);
        return new GlobalModel(weights, velocity, weighing.Reputations) { Kept = moved?.AsState(), Memory = memory.Kept };
    }
}

using FedPrune.Model.Algorithms;

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
    public static GlobalModel After(
        FederatedAlgorithm algorithm, GlobalModel model, RoundPlan plan, IReadOnlyList<Update> updates, Weighing weighing)
    {
        var weights = model.Weights.ToArray();
        var velocity = model.Velocity.ToArray();
        var delta = new float[weights.Length];
        var memory = new ServerMemory(model.Memory);
        if (algorithm.Robust is { } robust)
            robust.Combine(updates, delta);
        else
            Aggregator.WeightedMean(updates, [.. weighing.Weights], delta);
        algorithm.Server.Step(weights, velocity, delta, memory);
        Aggregator.Recover(weights, plan.Pruned, (float)algorithm.ResidualDecay);
        return new GlobalModel(weights, velocity, weighing.Reputations) { Memory = memory.Kept };
    }
}

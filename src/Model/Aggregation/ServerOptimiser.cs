using System.Numerics.Tensors;

namespace FedPrune.Model.Aggregation;

/// <summary>What the server does with a round's mean update Δ. V is the model's velocity.</summary>
public abstract record ServerOptimiser
{
    private ServerOptimiser()
    {
    }

    /// <summary>Averaging: <c>V ← β·V + (1 − β)·Δ</c>, <c>W ← W + V</c>. With β = 0 it is FedAvg.</summary>
    public sealed record Averaging(double Beta) : ServerOptimiser;

    /// <summary>Momentum: <c>V ← β·V + Δ</c>, <c>W ← W + η·V</c> (FedAvgM, Hsu et al., 2019).</summary>
    public sealed record Momentum(double Beta, double Rate) : ServerOptimiser;

    /// <summary>
    /// Adam without bias correction: <c>V ← β₁·V + (1 − β₁)·Δ</c>, <c>B ← β₂·B + (1 − β₂)·Δ²</c>,
    /// <c>W ← W + η·V/(√B + τ)</c> (FedAdam, Reddi et al., 2021, algorithm 2).
    /// </summary>
    public sealed record Adam(double Rate, double Beta1, double Beta2, double Tau) : ServerOptimiser
    {
        /// <summary>The name of B among the server's vectors.</summary>
        public const string Squares = "squares";

        internal void Step(Span<float> weights, Span<float> velocity, ReadOnlySpan<float> delta, Span<float> squares)
        {
            for (int j = 0; j < weights.Length; j++)
            {
                velocity[j] = (float)((Beta1 * velocity[j]) + ((1 - Beta1) * delta[j]));
                squares[j] = (float)((Beta2 * squares[j]) + ((1 - Beta2) * delta[j] * delta[j]));
                weights[j] += (float)(Rate * velocity[j] / (Math.Sqrt(squares[j]) + Tau));
            }
        }
    }

    /// <summary>One step; all spans are (P).</summary>
    /// <param name="weights">W, changed.</param>
    /// <param name="velocity">V, changed.</param>
    /// <param name="delta">Δ.</param>
    /// <param name="memory">What the server remembers, changed.</param>
    public void Step(Span<float> weights, Span<float> velocity, ReadOnlySpan<float> delta, ServerMemory memory)
    {
        switch (this)
        {
            case Averaging(var beta):
                Aggregator.Step(weights, velocity, delta, (float)beta);
                break;
            case Momentum(var beta, var rate):
                TensorPrimitives.MultiplyAdd(velocity, (float)beta, delta, velocity);
                TensorPrimitives.MultiplyAdd(velocity, (float)rate, weights, weights);
                break;
            case Adam adam:
                adam.Step(weights, velocity, delta, memory.Change(Adam.Squares, weights.Length).Span);
                break;
            default:
                throw new NotSupportedException($"no rule for {this}");
        }
    }
}

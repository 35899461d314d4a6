using FedPrune.Model.Aggregation;
using FedPrune.Model.Pruning;

namespace FedPrune.Model.Training;

/// <summary>How a device trains.</summary>
/// <param name="Epochs">Passes over its samples.</param>
/// <param name="BatchSize">Samples a step; the last step of an epoch takes what is left.</param>
/// <param name="LearningRate">η.</param>
/// <param name="Momentum">m in <c>v ← m·v + g</c>, <c>w ← w − η·v</c>.</param>
/// <param name="WeightDecay">Added to the gradient as <c>decay·w</c>.</param>
/// <param name="Proximal">μ of FedProx, added to the gradient as <c>μ·(w − w_t)</c>.</param>
/// <param name="ClipNorm">Largest norm of a step's gradient, before decay and μ; 0 for any.</param>
public sealed record LocalTraining(
    int Epochs, int BatchSize, float LearningRate, float Momentum = 0, float WeightDecay = 0, float Proximal = 0, float ClipNorm = 0)
{
    /// <summary>
    /// β of the reparametrisation <c>w = sign(v)·|v|^β</c> of prunable weights, of which v is trained (powerpropagation,
    /// Schwarz et al., 2021); 1 for none.
    /// </summary>
    public float Exponent { get; init; } = 1;
}

/// <summary>Which gradient a job asks for besides the update.</summary>
public enum GradientRequest
{
    /// <summary>None.</summary>
    None,

    /// <summary>The sum over all steps of the gradient at each.</summary>
    Summed,

    /// <summary>That of one more batch, after the last step.</summary>
    AtEnd,
}

/// <summary>
/// Weights that are about to be pruned are driven towards 0: λ·‖θ_low‖² in the loss, and a learning rate of
/// <c>max(η, ψ·η·(2T − 2b)/(2T − b)·(2σ(‖θ_low‖) − 1))</c> in step b of T (FedMef, Huang et al., 2024).
/// </summary>
/// <param name="Marked">θ_low: compact places, ascending.</param>
/// <param name="Lambda">λ.</param>
/// <param name="Psi">ψ.</param>
public sealed record Extrusion(ReadOnlyMemory<int> Marked, float Lambda, float Psi);

/// <summary>
/// A loss for labels that are skewed or wrong: logits are shifted by the logarithm of the device's own label shares, and a
/// share of the loss is the divergence from the received model's own predictions (FedNoRo, Wu et al., 2023).
/// </summary>
/// <param name="Distillation">λ_t, the share of the divergence, in [0, 1].</param>
/// <param name="Temperature">By which the received model's logits are divided.</param>
public sealed record AdjustedLabels(double Distillation, double Temperature);

/// <summary>One device's work in one round.</summary>
/// <param name="Topology">Which weights it holds.</param>
/// <param name="Start">Their values, compact.</param>
/// <param name="Samples">Indices of its images.</param>
/// <param name="Labels">A label for every image of the training set, as this device sees it.</param>
/// <param name="Settings">How it trains.</param>
/// <param name="Seed">Seed of the run.</param>
/// <param name="Round">t, from 0.</param>
/// <param name="Device">Index of the device.</param>
public sealed record TrainingJob(
    Topology Topology, ReadOnlyMemory<float> Start, ReadOnlyMemory<int> Samples, ReadOnlyMemory<byte> Labels,
    LocalTraining Settings, ulong Seed, int Round, int Device)
{
    /// <summary>What the device does with the engine.</summary>
    public DeviceWork Work { get; init; } = DeviceWork.Training;

    /// <summary>What the device kept from the last round it took part in; empty at first.</summary>
    public ReadOnlyMemory<float> Memory { get; init; }

    /// <summary>Epochs of this round that are already done, so that batches are shuffled on from there.</summary>
    public int FirstEpoch { get; init; }

    /// <summary>Added to the gradient at every step, compact; empty for nothing.</summary>
    public ReadOnlyMemory<float> Correction { get; init; }

    /// <summary>The dense gradient asked for.</summary>
    public GradientRequest Gradient { get; init; }

    /// <summary>Weights that are driven towards 0; none where null.</summary>
    public Extrusion? Extrusion { get; init; }

    /// <summary>The loss for skewed or wrong labels; plain cross-entropy where null.</summary>
    public AdjustedLabels? Adjusted { get; init; }

    /// <summary>Whether the engine is asked for masked SGD on the cross-entropy and nothing else.</summary>
    public bool IsPlain =>
        Settings.Exponent == 1 && Correction.IsEmpty && Gradient == GradientRequest.None && Extrusion is null && Adjusted is null;

    /// <summary>Optimiser steps that the job takes.</summary>
    public int Steps => Settings.Epochs * ((Samples.Length + Settings.BatchSize - 1) / Settings.BatchSize);
}

/// <summary>What training gave.</summary>
/// <param name="Update">u = w − W⊙M, compact.</param>
/// <param name="Loss">Mean loss over the samples of the last epoch, as they were trained on.</param>
public sealed record TrainingOutcome(float[] Update, double Loss)
{
    /// <summary>What the update is of; null for the job's topology.</summary>
    public Topology? Topology { get; init; }

    /// <summary>(P) the gradient asked for; empty where none was.</summary>
    public ReadOnlyMemory<float> Gradient { get; init; }

    /// <summary>What the device sends besides.</summary>
    public SideReport? Report { get; init; }

    /// <summary>What the device keeps for its next round.</summary>
    public ReadOnlyMemory<float> Memory { get; init; }
}

/// <summary>How a model did on some images.</summary>
/// <param name="Samples">How many there were.</param>
/// <param name="Correct">How many were classified as labelled.</param>
/// <param name="Loss">Sum of their cross-entropies.</param>
public sealed record Evaluation(int Samples, int Correct, double Loss)
{
    /// <summary>Share classified as labelled.</summary>
    public double Accuracy => (double)Correct / Samples;

    public static Evaluation operator +(Evaluation a, Evaluation b) => new(a.Samples + b.Samples, a.Correct + b.Correct, a.Loss + b.Loss);
}

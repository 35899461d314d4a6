using FedPrune.Model.Pruning;

namespace FedPrune.Model.Training;

/// <summary>How a device trains.</summary>
/// <param name="Epochs">Passes over its samples.</param>
/// <param name="BatchSize">Samples a step; the last step of an epoch takes what is left.</param>
/// <param name="LearningRate">η.</param>
/// <param name="Momentum">m in <c>v ← m·v + g</c>, <c>w ← w − η·v</c>.</param>
/// <param name="WeightDecay">Added to the gradient as <c>decay·w</c>.</param>
/// <param name="Proximal">μ of FedProx, added to the gradient as <c>μ·(w − w_t)</c>.</param>
public sealed record LocalTraining(
    int Epochs, int BatchSize, float LearningRate, float Momentum = 0, float WeightDecay = 0, float Proximal = 0);

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
    /// <summary>Optimiser steps that the job takes.</summary>
    public int Steps => Settings.Epochs * ((Samples.Length + Settings.BatchSize - 1) / Settings.BatchSize);
}

/// <summary>What training gave.</summary>
/// <param name="Update">u = w − W⊙M, compact.</param>
/// <param name="Loss">Mean loss over the samples of the last epoch, as they were trained on.</param>
public sealed record TrainingOutcome(float[] Update, double Loss);

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

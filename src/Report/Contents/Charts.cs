using System.Collections.Immutable;

namespace FedPrune.Report;

/// <summary>An axis.</summary>
/// <param name="Title">What it shows, with its unit.</param>
/// <param name="Logarithmic">Whether equal ratios are equal lengths; all its numbers are then above 0.</param>
/// <param name="Labels">Names of the places 0, 1, 2 …; null for an axis of numbers.</param>
public sealed record Axis(string Title, bool Logarithmic = false, ImmutableArray<string>? Labels = null);

/// <summary>A point of a line with its spread.</summary>
public readonly record struct LinePoint(double X, double Y, double Low, double High);

/// <summary>A line.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Look">Its place in the palette: lines of one name look alike in all charts of a section.</param>
/// <param name="Points">Its points, from left to right.</param>
public sealed record LineSeries(string Name, int Look, ImmutableArray<LinePoint> Points);

/// <summary>Lines with their spread.</summary>
/// <param name="Title">Its title.</param>
/// <param name="X">Horizontal axis.</param>
/// <param name="Y">Vertical axis.</param>
/// <param name="Series">Its lines; a later one is drawn over an earlier one.</param>
public sealed record LineChart(string Title, Axis X, Axis Y, ImmutableArray<LineSeries> Series) : Block;

/// <summary>Columns, a number each.</summary>
/// <param name="Title">Its title.</param>
/// <param name="XTitle">What the columns are.</param>
/// <param name="Y">Vertical axis, from 0.</param>
/// <param name="Columns">Names and numbers, from the left.</param>
public sealed record ColumnChart(string Title, string XTitle, Axis Y, ImmutableArray<(string Name, double Value)> Columns) : Block;

/// <summary>A named point.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Look">Its place in the palette.</param>
/// <param name="X">Where it is.</param>
/// <param name="Y">Where it is.</param>
/// <param name="OnFront">Whether no other point is better in both.</param>
public sealed record NamedPoint(string Name, int Look, double X, double Y, bool OnFront);

/// <summary>Points, and the front of those that no other beats in both directions.</summary>
public sealed record ParetoChart(string Title, Axis X, Axis Y, ImmutableArray<NamedPoint> Points) : Block;

/// <summary>A cell of a heat map.</summary>
public readonly record struct HeatCell(int Column, int Row, double Value);

/// <summary>A heat map whose rows may be marked.</summary>
/// <param name="Title">Its title.</param>
/// <param name="XTitle">What its columns are.</param>
/// <param name="YTitle">What its rows are.</param>
/// <param name="Columns">How many columns, named from 1.</param>
/// <param name="Rows">Names of the rows, from the top, and whether each is marked.</param>
/// <param name="Cells">Those that have a value.</param>
/// <param name="Mark">What the mark means.</param>
public sealed record HeatMap(
    string Title, string XTitle, string YTitle, int Columns, ImmutableArray<(string Name, bool Marked)> Rows,
    ImmutableArray<HeatCell> Cells, string Mark) : Block;

/// <summary>A row of a timeline: how long each phase took, and what became of it.</summary>
public sealed record TimelineRow(string Name, ImmutableArray<double> Seconds, string Note);

/// <summary>What happened in parallel, a row each, phase after phase.</summary>
/// <param name="Title">Its title.</param>
/// <param name="XTitle">The time axis.</param>
/// <param name="Phases">Their names.</param>
/// <param name="Rows">From the top.</param>
public sealed record Timeline(string Title, string XTitle, ImmutableArray<string> Phases, ImmutableArray<TimelineRow> Rows) : Block;

"""Garder une page rendue, tant que rien de ce qu'elle a lu ne change.

Un soir de conseil, deux cents personnes ouvrent les mêmes pages. Chaque table porte une marque, que
la base change à toute écriture (`declencheurs`). Une page dit en se rendant les tables qu'elle lit
(`lecture`) ; elle ressert, aux personnes de mêmes droits (`droits`), tant que leurs marques restent
les mêmes (`pages`).
"""
